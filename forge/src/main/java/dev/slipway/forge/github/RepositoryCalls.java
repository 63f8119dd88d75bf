package dev.slipway.forge.github;

import dev.slipway.base.Json;
import dev.slipway.forge.HostedRepository;
import dev.slipway.git.CommitId;
import dev.slipway.git.CommitInfo;
import dev.slipway.git.GitRepository;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.github.GithubPages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Repositories, their branches, tags and commits. */
final class RepositoryCalls {
  private static final int MOST_COMMITS = 1000;
  private static final int MOST_COMPARED = 250;
  private static final String HEADS = "refs/heads/";
  private static final String TAGS = "refs/tags/";

  private final Hosted hosted;
  private final Shown shown;

  RepositoryCalls(Hosted hosted) {
    this.hosted = hosted;
    this.shown = new Shown(hosted);
  }

  Response get(Request request) {
    HostedRepository repository = hosted.read(request);
    ObjectNode node = shown.repository(repository);
    node.putObject("permissions")
        .put("admin", hosted.access().allows(request, "forge.repositories.admin"))
        .put("push", hosted.access().allows(request, "forge.repositories.push"))
        .put("pull", true);
    return Response.json(200, node);
  }

  Response branches(Request request) {
    HostedRepository repository = hosted.read(request);
    var all = new ArrayList<ObjectNode>();
    hosted
        .content(repository)
        .refs(HEADS)
        .forEach((ref, commit) ->
            all.add(named(repository, ref.substring(HEADS.length()), ref, commit)));
    return GithubPages.list(request, all);
  }

  private ObjectNode named(HostedRepository repository, String name, String ref, CommitId commit) {
    ObjectNode node = Json.MAPPER.createObjectNode().put("name", name);
    node.putObject("commit")
        .put("sha", commit.sha())
        .put("url", hosted.address(repository) + "/commits/" + commit);
    if (ref.startsWith(HEADS)) {
      node.put("protected", hosted.forge().repositories().isProtected(repository, ref));
    }
    return node;
  }

  Response branch(Request request) {
    HostedRepository repository = hosted.read(request);
    String name = request.parameter("branch");
    String ref = HEADS + name;
    CommitId commit =
        Optional.of(ref)
            .filter(GitRepository::isRefName)
            .flatMap(hosted.content(repository)::resolve)
            .orElseThrow(() -> new HttpException(404, "Branch not found: " + name));
    ObjectNode node = named(repository, name, ref, commit);
    node.set("commit", shown.commit(repository, hosted.content(repository).commit(commit)));
    return Response.json(200, node);
  }

  Response tags(Request request) {
    HostedRepository repository = hosted.read(request);
    var all = new ArrayList<ObjectNode>();
    for (Map.Entry<String, CommitId> ref : hosted.content(repository).refs(TAGS).entrySet()) {
      String name = ref.getKey().substring(TAGS.length());
      all.addFirst(named(repository, name, ref.getKey(), ref.getValue()));
    }
    return GithubPages.list(request, all);
  }

  Response commits(Request request) {
    HostedRepository repository = hosted.read(request);
    GitRepository content = hosted.content(repository);
    CommitId from = hosted.commit(repository, request.query("sha").orElse(repository.defaultRef()));
    Optional<String> path = request.query("path").filter(p -> !p.isEmpty());
    return GithubPages.list(
        request,
        content.log(from, List.of(), MOST_COMMITS).stream()
            .filter(commit -> path.isEmpty() || touches(content, commit, path.get()))
            .map(commit -> shown.commit(repository, commit))
            .toList());
  }

  private static boolean touches(GitRepository content, CommitInfo commit, String path) {
    return content.changes(commit.parents().stream().findFirst(), commit.id()).stream()
        .anyMatch(change -> change.path().equals(path) || change.path().startsWith(path + "/"));
  }

  Response commit(Request request) {
    HostedRepository repository = hosted.read(request);
    CommitId id = hosted.commit(repository, request.parameter("ref"));
    if (request.header("Accept").filter(a -> a.contains("sha")).isPresent()) {
      return Response.text(200, id.sha());
    }
    CommitInfo commit = hosted.content(repository).commit(id);
    ObjectNode node = shown.commit(repository, commit);
    List<ObjectNode> files =
        commit.parents().isEmpty()
            ? List.of()
            : shown.files(repository, commit.parents().getFirst(), id);
    ArrayNode list = node.putArray("files");
    files.forEach(list::add);
    int added = files.stream().mapToInt(f -> f.path("additions").intValue()).sum();
    int removed = files.stream().mapToInt(f -> f.path("deletions").intValue()).sum();
    node.putObject("stats")
        .put("additions", added)
        .put("deletions", removed)
        .put("total", added + removed);
    return Response.json(200, node);
  }

  /** {@code BASE...HEAD}: what head has that base has not. */
  Response compare(Request request) {
    HostedRepository repository = hosted.read(request);
    GitRepository content = hosted.content(repository);
    String[] ends = request.parameter("ends").split("\\.\\.\\.?", 2);
    if (ends.length < 2) {
      throw new HttpException(404, "write BASE...HEAD to compare");
    }
    CommitId base = hosted.commit(repository, ends[0]);
    CommitId head = hosted.commit(repository, ends[1]);
    CommitId shared =
        content
            .mergeBase(base, head)
            .orElseThrow(() ->
                new HttpException(404, "No common ancestor between " + base + " and " + head));
    int ahead = content.log(head, List.of(base), MOST_COMMITS).size();
    int behind = content.log(base, List.of(head), MOST_COMMITS).size();
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.set("base_commit", shown.commit(repository, content.commit(base)));
    node.set("merge_base_commit", shown.commit(repository, content.commit(shared)));
    node.put("status", status(ahead, behind)).put("ahead_by", ahead).put("behind_by", behind);
    node.put("total_commits", ahead);
    ArrayNode commits = node.putArray("commits");
    content
        .log(head, List.of(base), MOST_COMPARED)
        .reversed()
        .forEach(commit -> commits.add(shown.commit(repository, commit)));
    ArrayNode files = node.putArray("files");
    shown.files(repository, shared, head).forEach(files::add);
    return Response.json(200, node);
  }

  private static String status(int ahead, int behind) {
    if (ahead > 0 && behind > 0) {
      return "diverged";
    }
    return ahead > 0 ? "ahead" : behind > 0 ? "behind" : "identical";
  }
}
