package dev.slipway.forge;

import dev.slipway.base.Json;
import dev.slipway.forge.ForgeException.Reason;
import dev.slipway.git.CommitId;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Answers for pull requests. */
final class PullHandlers {
  private final Forge forge;
  private final Access access;
  private final Views views;

  PullHandlers(Forge forge, Access access) {
    this.forge = forge;
    this.access = access;
    this.views = new Views(forge.repositories());
  }

  private HostedRepository repository(Request request) {
    return forge.repository(ForgeRoutes.name(request));
  }

  private static long number(Request request) {
    String text = request.parameter("number");
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw (ForgeException)
          new ForgeException(Reason.INVALID, "\"" + text + "\" is not the number of a pull request")
              .initCause(e);
    }
  }

  Response list(Request request) {
    String wanted = request.query("state").orElse("all");
    if (!Set.of("all", "open", "closed", "merged").contains(wanted)) {
      throw new ForgeException(
          Reason.INVALID, "state=" + wanted + " is none of open, closed, merged and all");
    }
    var array = Json.MAPPER.createArrayNode();
    forge.pullRequests(repository(request)).stream()
        .filter(p -> wanted.equals("all") || p.state().wireName().equals(wanted))
        .forEach(p -> array.add(views.pull(p)));
    return Response.json(200, array);
  }

  Response get(Request request) {
    var repository = repository(request);
    PullRequest pull = forge.required(repository, number(request));
    var view = views.pull(pull);
    view.set(
        "checks",
        views.checks(forge.protections().standings(repository, pull.baseBranch(), pull.head())));
    return Response.json(200, view);
  }

  Response open(Request request) throws IOException {
    var name = ForgeRoutes.name(request);
    access.require(request, ForgePermission.PULL_REQUESTS_CREATE, name);
    var base = forge.repository(name);
    var body = JsonBody.read(request, Set.of("title", "body", "head", "base", "headRepository"));
    var head = head(request, base, body.text("headRepository"));
    var draft =
        new PullRequests.Draft(
            head,
            body.required("head"),
            base,
            body.text("base").orElse(base.defaultBranch()),
            body.text("title").filter(t -> !t.isBlank()),
            body.text("body").orElse(""));
    return Response.json(201, views.pull(forge.openAndTell(draft, request.principal())));
  }

  /** The head's content becomes readable in the base, so one must be allowed to read it. */
  private HostedRepository head(Request request, HostedRepository base, Optional<String> other) {
    if (other.isEmpty() || other.get().equals(base.name().toString())) {
      return base;
    }
    var name = RepositoryName.parse(other.get());
    access.requirePull(request, forge.repositories(), name);
    var head = forge.repository(name);
    if (!head.parent().equals(Optional.of(base.id()))) {
      throw new ForgeException(Reason.INVALID, name + " is not a fork of " + base.name());
    }
    return head;
  }

  Response update(Request request) throws IOException {
    var repository = repository(request);
    long number = number(request);
    var body = JsonBody.read(request, Set.of("title", "body", "base", "state"));
    var by = request.principal();
    var edit = new Forge.PullEdit(body.text("title"), body.text("body"), body.text("base"));
    if (edit.title().isPresent() || edit.body().isPresent() || edit.base().isPresent()) {
      forge.edit(repository, number, edit, by);
    }
    var state = body.text("state");
    if (state.isPresent()) {
      switch (state.get()) {
        case "closed" -> forge.close(repository, number, by);
        case "open" -> forge.reopen(repository, number, by);
        default ->
            throw new ForgeException(
                Reason.INVALID, "state \"" + state.get() + "\" is neither open nor closed");
      }
    }
    return Response.json(200, views.pull(forge.required(repository, number)));
  }

  Response close(Request request) {
    return Response.json(
        200, views.pull(forge.close(repository(request), number(request), request.principal())));
  }

  Response reopen(Request request) {
    return Response.json(
        200, views.pull(forge.reopen(repository(request), number(request), request.principal())));
  }

  Response merge(Request request) throws IOException {
    var body = JsonBody.read(request, Set.of("method", "head"));
    var merged =
        forge.merge(
            repository(request),
            number(request),
            MergeMethod.parse(body.text("method").orElse("merge")),
            body.text("head").map(CommitId::new),
            request.principal());
    return Response.json(200, views.pull(merged));
  }
}
