package dev.slipway.forge.github;

import dev.slipway.base.Json;
import dev.slipway.forge.HostedRepository;
import dev.slipway.forge.HostedRepository.Visibility;
import dev.slipway.forge.PullRequest;
import dev.slipway.forge.discussion.Comment;
import dev.slipway.forge.discussion.Discussions;
import dev.slipway.git.CommitId;
import dev.slipway.git.CommitInfo;
import dev.slipway.git.FileDiff;
import dev.slipway.git.Signature;
import dev.slipway.http.github.GithubActor;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Repositories, commits and pull requests in GitHub's form. */
final class Shown {
  private final Hosted hosted;

  Shown(Hosted hosted) {
    this.hosted = hosted;
  }

  ObjectNode repository(HostedRepository repository) {
    boolean isPrivate = repository.visibility() == Visibility.PRIVATE;
    String url = hosted.url();
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("id", repository.id()).put("name", repository.name().name());
    node.put("full_name", repository.name().toString());
    node.set("owner", GithubActor.json(repository.name().owner()));
    node.put("private", isPrivate).put("visibility", isPrivate ? "private" : "public");
    node.put("html_url", url + "/" + repository.name()).putNull("description");
    node.put("fork", repository.parent().isPresent());
    node.put("url", hosted.address(repository));
    node.put("clone_url", url + "/git/" + repository.name() + ".git");
    node.put("default_branch", repository.defaultBranch());
    node.put("created_at", repository.created().toString());
    return node.put("has_issues", false).put("archived", false).put("disabled", false);
  }

  /** A commit as lists show it. */
  ObjectNode commit(HostedRepository repository, CommitInfo commit) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    String address = hosted.address(repository) + "/commits/" + commit.id();
    node.put("sha", commit.id().sha()).put("url", address).put("html_url", address);
    node.set("commit", gitCommit(repository, commit));
    // Names in commits are not accounts.
    node.putNull("author").putNull("committer");
    node.set("parents", parents(repository, commit));
    return node;
  }

  /** A commit as git has it. */
  ObjectNode gitCommit(HostedRepository repository, CommitInfo commit) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("sha", commit.id().sha());
    node.put("url", hosted.address(repository) + "/git/commits/" + commit.id());
    node.set("author", person(commit.author()));
    node.set("committer", person(commit.committer()));
    node.put("message", commit.message().stripTrailing());
    node.putObject("tree")
        .put("sha", commit.tree())
        .put("url", hosted.address(repository) + "/git/trees/" + commit.tree());
    node.set("parents", parents(repository, commit));
    node.putObject("verification").put("verified", false).put("reason", "unsigned");
    return node;
  }

  private ArrayNode parents(HostedRepository repository, CommitInfo commit) {
    ArrayNode parents = Json.MAPPER.createArrayNode();
    for (CommitId parent : commit.parents()) {
      parents
          .addObject()
          .put("sha", parent.sha())
          .put("url", hosted.address(repository) + "/commits/" + parent);
    }
    return parents;
  }

  private static ObjectNode person(Signature who) {
    return Json.MAPPER
        .createObjectNode()
        .put("name", who.name())
        .put("email", who.email())
        .put("date", who.time().withOffsetSameInstant(ZoneOffset.UTC).toString());
  }

  List<ObjectNode> files(HostedRepository repository, CommitId from, CommitId to) {
    return hosted.content(repository).diff(from, to).stream().map(Shown::file).toList();
  }

  private static ObjectNode file(FileDiff file) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("sha", file.id()).put("filename", file.path());
    node.put("status", file.kind().name().toLowerCase(Locale.ROOT));
    node.put("additions", file.added()).put("deletions", file.removed());
    node.put("changes", file.added() + file.removed());
    if (!file.patch().isEmpty()) {
      node.put("patch", file.patch());
    }
    return node;
  }

  ObjectNode pull(HostedRepository repository, PullRequest pull) {
    boolean merged = pull.state() == PullRequest.State.MERGED;
    ObjectNode node = Json.MAPPER.createObjectNode();
    String address = hosted.address(repository) + "/pulls/" + pull.number();
    node.put("url", address).put("html_url", address).put("id", pull.number());
    node.put("number", pull.number());
    node.put("issue_url", hosted.address(repository) + "/issues/" + pull.number());
    node.setAll(words(repository, pull));
    node.put("draft", false).put("merged", merged);
    node.set("head", side(pull.headRepository(), pull.headBranch(), pull.head()));
    node.set("base", side(pull.repository(), pull.baseBranch(), pull.base()));
    boolean clean = pull.merge().isPresent();
    if (pull.state() == PullRequest.State.OPEN) {
      node.put("mergeable", clean).put("mergeable_state", clean ? "clean" : "dirty");
    } else {
      node.putNull("mergeable").put("mergeable_state", "unknown");
    }
    node.put("merge_commit_sha", pull.merge().map(CommitId::sha).orElse(null));
    pull.outcome()
        .ifPresentOrElse(
            outcome -> {
              node.put("merge_commit_sha", outcome.commit().sha());
              node.put("merged_at", outcome.time().toString());
              node.set("merged_by", GithubActor.json(outcome.by()));
            },
            () -> node.putNull("merged_at").putNull("merged_by"));
    return node;
  }

  /** What a pull request has in common with an issue. */
  private ObjectNode words(HostedRepository repository, PullRequest pull) {
    boolean open = pull.state() == PullRequest.State.OPEN;
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("state", open ? "open" : "closed").put("locked", false);
    node.put("title", pull.title()).put("body", pull.body());
    node.set("user", GithubActor.json(pull.author()));
    node.set("labels", labels(new Discussions.Place(repository.id(), pull.number())));
    node.putArray("assignees");
    node.putNull("milestone");
    node.put("created_at", pull.created().toString()).put("updated_at", pull.updated().toString());
    return node.put("closed_at", open ? null : pull.updated().toString());
  }

  /** A pull request as an issue: that is what it is to comments and labels. */
  ObjectNode issue(HostedRepository repository, PullRequest pull) {
    var place = new Discussions.Place(repository.id(), pull.number());
    ObjectNode node = Json.MAPPER.createObjectNode();
    String address = hosted.address(repository) + "/issues/" + pull.number();
    node.put("url", address).put("html_url", address).put("id", pull.number());
    node.put("number", pull.number());
    node.setAll(words(repository, pull));
    node.put("comments", hosted.discussions().comments(place).size());
    node.putObject("pull_request")
        .put("url", hosted.address(repository) + "/pulls/" + pull.number())
        .put("merged_at", pull.outcome().map(o -> o.time().toString()).orElse(null));
    return node;
  }

  ArrayNode labels(Discussions.Place place) {
    ArrayNode labels = Json.MAPPER.createArrayNode();
    hosted
        .discussions()
        .labels(place)
        .forEach(name ->
            labels.addObject().put("name", name).put("color", "ededed").putNull("description"));
    return labels;
  }

  private ObjectNode side(long repository, String branch, CommitId commit) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("ref", branch).put("sha", commit.sha());
    hosted
        .forge()
        .repositories()
        .find(repository)
        .ifPresent(where -> {
          node.put("label", where.name().owner() + ":" + branch);
          node.set("user", GithubActor.json(where.name().owner()));
          node.set("repo", repository(where));
        });
    return node;
  }

  ObjectNode comment(HostedRepository repository, Comment comment) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    String address = hosted.address(repository) + "/issues/comments/" + comment.id();
    node.put("id", comment.id()).put("url", address).put("html_url", address);
    node.put("issue_url", hosted.address(repository) + "/issues/" + comment.pull());
    node.put("body", comment.body());
    node.set("user", GithubActor.json(comment.author()));
    return node.put("created_at", comment.created().toString())
        .put("updated_at", comment.updated().toString());
  }
}
