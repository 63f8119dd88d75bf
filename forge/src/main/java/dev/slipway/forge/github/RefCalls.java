package dev.slipway.forge.github;

import dev.slipway.base.Json;
import dev.slipway.forge.HostedRepository;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.git.TreeFile;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.github.GithubBody;
import dev.slipway.http.github.GithubPages;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Branches and tags as git's refs, and git's objects. */
final class RefCalls {
  private static final int MOST_ENTRIES = 100_000;

  private final Hosted hosted;
  private final Shown shown;

  RefCalls(Hosted hosted) {
    this.hosted = hosted;
    this.shown = new Shown(hosted);
  }

  private static String full(String name) {
    return name.startsWith("refs/") ? name : "refs/" + name;
  }

  private Optional<CommitId> find(HostedRepository repository, String ref) {
    return GitRepository.isRefName(ref)
        ? hosted.content(repository).resolve(ref)
        : Optional.empty();
  }

  private ObjectNode json(HostedRepository repository, String ref, CommitId commit) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("ref", ref).put("url", hosted.address(repository) + "/git/" + ref);
    node.putObject("object")
        .put("type", "commit")
        .put("sha", commit.sha())
        .put("url", hosted.address(repository) + "/git/commits/" + commit);
    return node;
  }

  Response get(Request request) {
    HostedRepository repository = hosted.read(request);
    String ref = full(request.parameter("ref"));
    CommitId commit =
        find(repository, ref).orElseThrow(() -> new HttpException(404, "Not Found: " + ref));
    return Response.json(200, json(repository, ref, commit));
  }

  Response matching(Request request) {
    HostedRepository repository = hosted.read(request);
    String prefix = full(request.parameter("ref"));
    String directory = prefix.substring(0, prefix.lastIndexOf('/') + 1);
    var all = new ArrayList<ObjectNode>();
    hosted
        .content(repository)
        .refs(directory)
        .forEach((ref, commit) -> {
          if (ref.startsWith(prefix)) {
            all.add(json(repository, ref, commit));
          }
        });
    return GithubPages.list(request, all);
  }

  Response create(Request request) throws IOException {
    HostedRepository repository = hosted.write(request);
    var body = GithubBody.read(request);
    String ref = body.required("ref");
    if (!ref.matches("refs/(heads|tags)/.+")) {
      throw new HttpException(
          422, "Reference name must start with 'refs/heads/' or 'refs/tags/': " + ref);
    }
    if (find(repository, ref).isPresent()) {
      throw new HttpException(422, "Reference already exists: " + ref);
    }
    CommitId to = object(repository, body.required("sha"));
    hosted.forge().push(repository, ref, Optional.empty(), Optional.of(to), request.principal());
    return Response.json(201, json(repository, ref, to));
  }

  private CommitId object(HostedRepository repository, String sha) {
    return Optional.of(sha)
        .filter(text -> text.matches("[0-9a-fA-F]{40}"))
        .flatMap(hosted.content(repository)::resolve)
        .orElseThrow(() -> new HttpException(422, "Object does not exist: " + sha));
  }

  Response update(Request request) throws IOException {
    HostedRepository repository = hosted.write(request);
    var body = GithubBody.read(request);
    String ref = full(request.parameter("ref"));
    CommitId from = existing(repository, ref);
    CommitId to = object(repository, body.required("sha"));
    boolean forward = hosted.content(repository).isAncestor(from, to);
    if (!forward && !body.flag("force").orElse(false)) {
      throw new HttpException(422, "Update is not a fast forward");
    }
    hosted.forge().push(repository, ref, Optional.of(from), Optional.of(to), request.principal());
    return Response.json(200, json(repository, ref, to));
  }

  private CommitId existing(HostedRepository repository, String ref) {
    if (!ref.matches("refs/(heads|tags)/.+")) {
      throw new HttpException(422, "only branches and tags can be changed: " + ref);
    }
    return find(repository, ref)
        .orElseThrow(() -> new HttpException(422, "Reference does not exist: " + ref));
  }

  Response delete(Request request) {
    HostedRepository repository = hosted.write(request);
    String ref = full(request.parameter("ref"));
    CommitId from = existing(repository, ref);
    hosted.forge().push(repository, ref, Optional.of(from), Optional.empty(), request.principal());
    return Response.empty(204);
  }

  Response commit(Request request) {
    HostedRepository repository = hosted.read(request);
    CommitId id = hosted.commit(repository, request.parameter("sha"));
    return Response.json(200, shown.gitCommit(repository, hosted.content(repository).commit(id)));
  }

  /** The tree of a commit or branch; of trees by their own id only what a commit names is known. */
  Response tree(Request request) {
    HostedRepository repository = hosted.read(request);
    CommitId at = hosted.commit(repository, request.parameter("sha"));
    GitRepository content = hosted.content(repository);
    boolean all = request.query("recursive").filter(r -> !r.isEmpty()).isPresent();
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("sha", content.commit(at).tree());
    ArrayNode list = node.putArray("tree");
    Deque<String> directories = new ArrayDeque<>();
    directories.add("");
    while (!directories.isEmpty() && list.size() < MOST_ENTRIES) {
      String directory = directories.removeFirst();
      for (TreeFile file : content.list(at, directory)) {
        String path = directory.isEmpty() ? file.name() : directory + "/" + file.name();
        list.add(entry(path, file));
        if (all && file.kind() == TreeFile.Kind.DIRECTORY) {
          directories.add(path);
        }
      }
    }
    return Response.json(200, node.put("truncated", !directories.isEmpty()));
  }

  private static ObjectNode entry(String path, TreeFile file) {
    String mode =
        switch (file.kind()) {
          case FILE -> "100644";
          case EXECUTABLE -> "100755";
          case SYMLINK -> "120000";
          case DIRECTORY -> "040000";
          case SUBMODULE -> "160000";
        };
    String type =
        switch (file.kind()) {
          case FILE, EXECUTABLE, SYMLINK -> "blob";
          case DIRECTORY -> "tree";
          case SUBMODULE -> "commit";
        };
    return Json.MAPPER
        .createObjectNode()
        .put("path", path)
        .put("mode", mode)
        .put("type", type)
        .put("sha", file.id());
  }
}
