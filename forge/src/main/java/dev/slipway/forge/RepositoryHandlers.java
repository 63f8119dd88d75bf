package dev.slipway.forge;

import dev.slipway.base.Json;
import dev.slipway.forge.ForgeException.Reason;
import dev.slipway.forge.HostedRepository.Visibility;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;

/** Answers for repositories, their commits and their protection. */
final class RepositoryHandlers {
  private static final int COMMITS = 100;
  private static final int MOST_COMMITS = 1000;

  private final Forge forge;
  private final Access access;
  private final Views views;

  RepositoryHandlers(Forge forge, Access access) {
    this.forge = forge;
    this.access = access;
    this.views = new Views(forge.repositories());
  }

  private HostedRepository repository(Request request) {
    return forge.repository(ForgeRoutes.name(request));
  }

  Response list(Request request) {
    var array = Json.MAPPER.createArrayNode();
    forge.repositories().list().stream()
        .filter(r -> access.allows(request.principal(), ForgePermission.GET, r.name()))
        .forEach(r -> array.add(views.repository(r, request)));
    return Response.json(200, array);
  }

  Response get(Request request) {
    return Response.json(200, views.repository(repository(request), request));
  }

  Response create(Request request) throws IOException {
    var body = JsonBody.read(request, Set.of("owner", "name", "visibility"));
    var name = new RepositoryName(body.required("owner"), body.required("name"));
    access.require(request, ForgePermission.CREATE, name);
    var visibility = visibility(body.text("visibility").orElse("private"));
    var made = forge.repositories().create(name, visibility, request.principal());
    return Response.json(201, views.repository(made, request));
  }

  Response update(Request request) throws IOException {
    var repository = repository(request);
    var body = JsonBody.read(request, Set.of("defaultBranch", "visibility"));
    var updated =
        forge
            .repositories()
            .update(
                repository,
                body.text("defaultBranch").orElse(repository.defaultBranch()),
                body.text("visibility")
                    .map(RepositoryHandlers::visibility)
                    .orElse(repository.visibility()),
                request.principal());
    return Response.json(200, views.repository(updated, request));
  }

  private static Visibility visibility(String text) {
    return switch (text) {
      case "private" -> Visibility.PRIVATE;
      case "public" -> Visibility.PUBLIC;
      default ->
          throw new ForgeException(
              Reason.INVALID, "visibility \"" + text + "\" is neither private nor public");
    };
  }

  Response fork(Request request) throws IOException {
    var name = ForgeRoutes.name(request);
    access.requirePull(request, forge.repositories(), name);
    var parent = forge.repository(name);
    var body = JsonBody.read(request, Set.of("owner", "name"));
    var fork = new RepositoryName(body.required("owner"), body.text("name").orElse(name.name()));
    access.require(request, ForgePermission.CREATE, fork);
    var made = forge.repositories().fork(parent, fork, request.principal());
    return Response.json(201, views.repository(made, request));
  }

  Response branches(Request request) {
    var repository = repository(request);
    var protectedOnes =
        forge.protections().list(repository).stream().map(Protection::branch).toList();
    var array = Json.MAPPER.createArrayNode();
    String prefix = "refs/heads/";
    forge
        .repositories()
        .content(repository)
        .refs(prefix)
        .forEach((ref, commit) -> {
          String branch = ref.substring(prefix.length());
          array.add(
              Json.MAPPER
                  .createObjectNode()
                  .put("name", branch)
                  .put("sha", commit.sha())
                  .put("protected", protectedOnes.contains(branch)));
        });
    return Response.json(200, array);
  }

  Response commits(Request request) {
    var repository = repository(request);
    var content = forge.repositories().content(repository);
    CommitId from = commit(content, request.query("ref").orElse(repository.defaultRef()));
    return Response.json(200, commits(content, from, List.of(), limit(request)));
  }

  Response compare(Request request) {
    var repository = repository(request);
    var content = forge.repositories().content(repository);
    CommitId base = commit(content, request.query("base").orElse(repository.defaultRef()));
    CommitId head =
        commit(
            content,
            request
                .query("head")
                .orElseThrow(
                    () -> new ForgeException(Reason.INVALID, "say ?head=REVISION to compare")));
    var shared = content.mergeBase(base, head);
    var view =
        Json.MAPPER
            .createObjectNode()
            .put("base", base.sha())
            .put("head", head.sha())
            .put("mergeBase", shared.map(CommitId::sha).orElse(""));
    view.set("commits", commits(content, head, List.of(base), limit(request)));
    view.set("files", Views.texts(content.changedPaths(shared.orElse(base), head)));
    return Response.json(200, view);
  }

  private static ArrayNode commits(
      GitRepository content, CommitId from, List<CommitId> notIn, int limit) {
    var array = Json.MAPPER.createArrayNode();
    content.log(from, notIn, limit).forEach(c -> array.add(Views.commit(c)));
    return array;
  }

  private static CommitId commit(GitRepository content, String revision) {
    return content
        .resolve(revision)
        .orElseThrow(
            () -> new ForgeException(Reason.NOT_FOUND, "there is no commit \"" + revision + "\""));
  }

  private static int limit(Request request) {
    String text = request.query("limit").orElse(Integer.toString(COMMITS));
    try {
      int limit = Integer.parseInt(text);
      if (limit > 0 && limit <= MOST_COMMITS) {
        return limit;
      }
    } catch (NumberFormatException e) {
      throw wrongLimit(text);
    }
    throw wrongLimit(text);
  }

  private static ForgeException wrongLimit(String text) {
    return new ForgeException(
        Reason.INVALID, "limit=" + text + " is not a number from 1 to " + MOST_COMMITS);
  }

  Response protections(Request request) {
    var array = Json.MAPPER.createArrayNode();
    forge.protections().list(repository(request)).forEach(p -> array.add(Views.protection(p)));
    return Response.json(200, array);
  }

  Response protection(Request request) {
    String branch = request.parameter("branch");
    return forge
        .protections()
        .find(repository(request), branch)
        .map(p -> Response.json(200, Views.protection(p)))
        .orElseThrow(() -> unprotected(branch));
  }

  Response protect(Request request) throws IOException {
    var body = JsonBody.read(request, Set.of("requiredChecks", "directPush", "pushers"));
    var protection =
        new Protection(
            request.parameter("branch"),
            body.texts("requiredChecks"),
            directPush(body.text("directPush").orElse("everybody")),
            Set.copyOf(body.texts("pushers")));
    forge.protections().set(repository(request), protection, request.principal());
    return Response.json(200, Views.protection(protection));
  }

  private static Protection.DirectPush directPush(String text) {
    for (Protection.DirectPush who : Protection.DirectPush.values()) {
      if (who.name().toLowerCase(Locale.ROOT).equals(text)) {
        return who;
      }
    }
    throw new ForgeException(
        Reason.INVALID, "directPush \"" + text + "\" is neither everybody nor listed");
  }

  Response unprotect(Request request) {
    String branch = request.parameter("branch");
    if (!forge.protections().remove(repository(request), branch, request.principal())) {
      throw unprotected(branch);
    }
    return Response.empty(204);
  }

  private static ForgeException unprotected(String branch) {
    return new ForgeException(Reason.NOT_FOUND, branch + " is not protected");
  }
}
