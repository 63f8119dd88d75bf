package dev.slipway.forge.github;

import dev.slipway.base.Json;
import dev.slipway.forge.Forge;
import dev.slipway.forge.ForgeException;
import dev.slipway.forge.HostedRepository;
import dev.slipway.forge.MergeMethod;
import dev.slipway.forge.PullRequest;
import dev.slipway.forge.RepositoryName;
import dev.slipway.git.CommitId;
import dev.slipway.git.CommitInfo;
import dev.slipway.git.GitRepository;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.github.GithubBody;
import dev.slipway.http.github.GithubPages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Pull requests. */
final class PullCalls {
  private static final int MOST_COMMITS = 250;
  private static final String READ = "pull-requests: read";
  private static final String WRITE = "pull-requests: write";

  private final Hosted hosted;
  private final Shown shown;

  PullCalls(Hosted hosted) {
    this.hosted = hosted;
    this.shown = new Shown(hosted);
  }

  private HostedRepository readable(Request request) {
    return hosted.allowed(request, "forge.pullRequests.get", READ);
  }

  private PullRequest pull(HostedRepository repository, Request request) {
    return hosted.forge().required(repository, number(request));
  }

  static long number(Request request) {
    String text = request.parameter("number");
    if (!text.matches("[0-9]{1,18}")) {
      throw new HttpException(404, "\"" + text + "\" is not the number of a pull request");
    }
    return Long.parseLong(text);
  }

  Response list(Request request) {
    HostedRepository repository = hosted.allowed(request, "forge.pullRequests.list", READ);
    String state = request.query("state").orElse("open");
    Optional<String> head = request.query("head").filter(h -> !h.isEmpty());
    Optional<String> base = request.query("base").filter(b -> !b.isEmpty());
    var all = new ArrayList<ObjectNode>();
    for (PullRequest pull : hosted.forge().pullRequests(repository)) {
      if (isIn(state, pull) && base.filter(b -> !b.equals(pull.baseBranch())).isEmpty()) {
        ObjectNode node = shown.pull(repository, pull);
        String label = node.path("head").path("label").asString("");
        if (head.isEmpty() || head.get().equals(label) || head.get().equals(pull.headBranch())) {
          all.add(node);
        }
      }
    }
    boolean ascending = request.query("direction").filter("asc"::equals).isPresent();
    return GithubPages.list(request, ascending ? all.reversed() : all);
  }

  private static boolean isIn(String state, PullRequest pull) {
    boolean open = pull.state() == PullRequest.State.OPEN;
    return switch (state) {
      case "all" -> true;
      case "open" -> open;
      case "closed" -> !open;
      default -> throw new HttpException(422, "state=" + state + " is none of open, closed, all");
    };
  }

  Response get(Request request) {
    HostedRepository repository = readable(request);
    PullRequest pull = pull(repository, request);
    ObjectNode node = shown.pull(repository, pull);
    List<ObjectNode> files = files(repository, pull);
    node.put("commits", commits(repository, pull).size()).put("changed_files", files.size());
    node.put("additions", files.stream().mapToInt(f -> f.path("additions").intValue()).sum());
    node.put("deletions", files.stream().mapToInt(f -> f.path("deletions").intValue()).sum());
    return Response.json(200, node);
  }

  private List<ObjectNode> files(HostedRepository repository, PullRequest pull) {
    CommitId from =
        hosted.content(repository).mergeBase(pull.base(), pull.head()).orElse(pull.base());
    return shown.files(repository, from, pull.head());
  }

  private List<CommitInfo> commits(HostedRepository repository, PullRequest pull) {
    GitRepository content = hosted.content(repository);
    return content.log(pull.head(), List.of(pull.base()), MOST_COMMITS).reversed();
  }

  Response files(Request request) {
    HostedRepository repository = readable(request);
    return GithubPages.list(request, files(repository, pull(repository, request)));
  }

  Response commits(Request request) {
    HostedRepository repository = readable(request);
    return GithubPages.list(
        request,
        commits(repository, pull(repository, request)).stream()
            .map(commit -> shown.commit(repository, commit))
            .toList());
  }

  /** The pull requests whose head, merge or landed commit a commit is. */
  Response ofCommit(Request request) {
    HostedRepository repository = readable(request);
    CommitId commit = hosted.commit(repository, request.parameter("ref"));
    return GithubPages.list(
        request,
        hosted.forge().pullRequests(repository).stream()
            .filter(pull ->
                pull.head().equals(commit)
                    || pull.outcome().filter(o -> o.commit().equals(commit)).isPresent()
                    || isAmong(repository, pull, commit))
            .map(pull -> shown.pull(repository, pull))
            .toList());
  }

  private boolean isAmong(HostedRepository repository, PullRequest pull, CommitId commit) {
    GitRepository content = hosted.content(repository);
    return content.isAncestor(commit, pull.head()) && !content.isAncestor(commit, pull.base());
  }

  Response create(Request request) throws IOException {
    HostedRepository base = hosted.allowed(request, "forge.pullRequests.create", WRITE);
    var body = GithubBody.read(request);
    String head = body.required("head");
    int colon = head.indexOf(':');
    HostedRepository from = colon < 0 ? base : head(request, base, head.substring(0, colon));
    var text =
        new Forge.PullEdit(
            Optional.of(body.required("title")), body.text("body"), Optional.empty());
    var pull =
        hosted
            .forge()
            .propose(
                from,
                head.substring(colon + 1),
                base,
                body.required("base").replaceFirst("^refs/heads/", ""),
                text,
                request.principal());
    return Response.json(201, shown.pull(base, pull));
  }

  /** The repository of {@code OWNER:BRANCH}: the base itself, or its fork of that owner. */
  private HostedRepository head(Request request, HostedRepository base, String owner) {
    if (owner.equals(base.name().owner())) {
      return base;
    }
    HostedRepository fork =
        hosted.forge().repositories().list().stream()
            .filter(r -> r.parent().equals(Optional.of(base.id())))
            .filter(r -> r.name().owner().equals(owner))
            .findFirst()
            .orElseThrow(() -> new HttpException(422, owner + " has no fork of " + base.name()));
    RepositoryName name = fork.name();
    if (fork.visibility() == HostedRepository.Visibility.PRIVATE
        && !hosted.access().allows(request, "forge.repositories.pull", name.toString())) {
      throw new HttpException(422, owner + " has no fork of " + base.name());
    }
    return fork;
  }

  Response update(Request request) throws IOException {
    HostedRepository repository = hosted.allowed(request, "forge.pullRequests.update", WRITE);
    change(repository, number(request), GithubBody.read(request), request);
    return Response.json(200, shown.pull(repository, pull(repository, request)));
  }

  /** What issues and pull requests have in common when they are changed. */
  void change(HostedRepository repository, long number, GithubBody body, Request request) {
    Forge forge = hosted.forge();
    var edit = new Forge.PullEdit(body.text("title"), body.text("body"), body.text("base"));
    if (edit.title().isPresent() || edit.body().isPresent() || edit.base().isPresent()) {
      forge.edit(repository, number, edit, request.principal());
    }
    boolean open = forge.required(repository, number).state() == PullRequest.State.OPEN;
    String state = body.text("state").orElse(open ? "open" : "closed");
    switch (state) {
      case "open" -> {
        if (!open) {
          forge.reopen(repository, number, request.principal());
        }
      }
      case "closed" -> {
        if (open) {
          forge.close(repository, number, request.principal());
        }
      }
      default -> throw new HttpException(422, "state " + state + " is neither open nor closed");
    }
  }

  Response isMerged(Request request) {
    HostedRepository repository = readable(request);
    if (pull(repository, request).state() != PullRequest.State.MERGED) {
      throw new HttpException(404, "the pull request has not been merged");
    }
    return Response.empty(204);
  }

  Response merge(Request request) throws IOException {
    HostedRepository repository =
        hosted.allowed(request, "forge.pullRequests.merge", WRITE + " and contents: write");
    var body = GithubBody.read(request);
    Optional<CommitId> expected = body.text("sha").map(CommitId::new);
    PullRequest pull = pull(repository, request);
    if (expected.isPresent() && !expected.get().equals(pull.head())) {
      throw new HttpException(409, "Head branch was modified. Review and try the merge again.");
    }
    if (body.text("commit_title").isPresent() || body.text("commit_message").isPresent()) {
      throw new HttpException(
          422, "commit_title and commit_message are not taken here: edit the pull request's text");
    }
    try {
      PullRequest merged =
          hosted
              .forge()
              .merge(
                  repository,
                  pull.number(),
                  MergeMethod.parse(body.text("merge_method").orElse("merge")),
                  expected,
                  request.principal());
      ObjectNode answer = Json.MAPPER.createObjectNode();
      merged.outcome().ifPresent(outcome -> answer.put("sha", outcome.commit().sha()));
      return Response.json(
          200, answer.put("merged", true).put("message", "Pull Request successfully merged"));
    } catch (ForgeException e) {
      boolean refused = e.reason() == ForgeException.Reason.CONFLICT;
      throw (HttpException)
          new HttpException(refused ? 405 : e.status(), String.valueOf(e.getMessage()))
              .initCause(e);
    }
  }

  /** Whoever asks for a review names people who would be told; nobody is told of anything here. */
  Response noReviews(Request request) {
    HostedRepository repository = readable(request);
    throw new HttpException(
        501,
        "reviews of pull requests are not kept here, so none can be asked for in "
            + repository.name());
  }
}
