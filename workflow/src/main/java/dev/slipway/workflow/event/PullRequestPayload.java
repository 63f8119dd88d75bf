package dev.slipway.workflow.event;

import dev.slipway.base.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a webhook carries when something happens to a pull request (S7).
 *
 * @param action {@code opened}, {@code synchronize}, {@code closed} …
 * @param before the head's commit before a {@code synchronize}
 */
public record PullRequestPayload(
    RepositoryFacts repository,
    Account sender,
    String action,
    PullRequest pullRequest,
    Optional<String> before) {
  /**
   * A pull request.
   *
   * @param mergeCommit what {@code refs/pull/N/merge} is at, or the merge once merged
   */
  public record PullRequest(
      int number,
      String title,
      String body,
      Account author,
      boolean draft,
      boolean open,
      boolean merged,
      End head,
      End base,
      Optional<String> mergeCommit,
      List<String> labels,
      Instant created,
      Instant updated) {
    public PullRequest {
      labels = List.copyOf(labels);
    }
  }

  /** One end: a branch of a repository and where it is. */
  public record End(RepositoryFacts repository, String branch, String sha) {}

  /** The context {@code github.event}. */
  public ObjectNode json() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("action", action);
    json.put("number", pullRequest.number());
    before.ifPresent(sha -> {
      json.put("before", sha);
      json.put("after", pullRequest.head().sha());
    });
    json.set("pull_request", body());
    json.set("repository", repository.json());
    json.set("sender", People.user(sender));
    return json;
  }

  private ObjectNode body() {
    PullRequest pr = pullRequest;
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("id", pr.number());
    json.put("number", pr.number());
    json.put("state", pr.open() ? "open" : "closed");
    json.put("title", pr.title());
    json.put("body", pr.body());
    json.put("draft", pr.draft());
    json.put("merged", pr.merged());
    json.put("locked", false);
    json.put("html_url", repository.url() + "/pull/" + pr.number());
    json.put("created_at", pr.created().toString());
    json.put("updated_at", pr.updated().toString());
    pr.mergeCommit()
        .ifPresentOrElse(
            sha -> json.put("merge_commit_sha", sha), () -> json.putNull("merge_commit_sha"));
    json.put("mergeable", pr.mergeCommit().isPresent());
    json.set("user", People.user(pr.author()));
    json.put("author_association", "CONTRIBUTOR");
    json.set("head", end(pr.head()));
    json.set("base", end(pr.base()));
    ArrayNode labels = json.putArray("labels");
    pr.labels().forEach(label -> labels.addObject().put("name", label));
    json.putArray("assignees");
    json.putArray("requested_reviewers");
    return json;
  }

  private static ObjectNode end(End end) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("label", end.repository().owner() + ":" + end.branch());
    json.put("ref", end.branch());
    json.put("sha", end.sha());
    json.set(
        "user",
        People.user(new Account(end.repository().owner(), end.repository().ownerId(), "", false)));
    json.set("repo", end.repository().json());
    return json;
  }

  /** Whether the head comes from another repository. */
  public boolean fromFork() {
    return pullRequest.head().repository().id() != pullRequest.base().repository().id();
  }
}
