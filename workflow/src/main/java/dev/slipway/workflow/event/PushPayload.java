package dev.slipway.workflow.event;

import dev.slipway.base.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a webhook carries after a push.
 *
 * @param ref the full ref
 * @param before the commit it was at; empty for a new ref
 * @param after the commit it is at; empty for a deleted ref
 * @param forced whether {@code before} is no ancestor of {@code after}
 * @param commits the new ones, oldest first
 */
public record PushPayload(
    RepositoryFacts repository,
    Account pusher,
    String ref,
    Optional<String> before,
    Optional<String> after,
    boolean forced,
    List<CommitFacts> commits) {
  private static final String NOTHING = "0".repeat(40);

  /** As many as GitHub sends. */
  private static final int MOST_COMMITS = 2048;

  public PushPayload {
    commits = List.copyOf(commits);
  }

  /** The context {@code github.event}. */
  public ObjectNode json() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("ref", ref);
    json.put("before", before.orElse(NOTHING));
    json.put("after", after.orElse(NOTHING));
    json.put("created", before.isEmpty());
    json.put("deleted", after.isEmpty());
    json.put("forced", forced);
    json.putNull("base_ref");
    json.put("compare", compare());
    ArrayNode list = json.putArray("commits");
    commits.stream().limit(MOST_COMMITS).forEach(c -> list.add(c.json(repository.url())));
    if (commits.isEmpty()) {
      json.putNull("head_commit");
    } else {
      json.set("head_commit", commits.getLast().json(repository.url()));
    }
    json.set("repository", repository.json());
    json.set("pusher", People.signature(pusher.login(), pusher.email()));
    json.set("sender", People.user(pusher));
    return json;
  }

  private String compare() {
    return repository.url() + "/compare/" + before.orElse(NOTHING) + "..." + after.orElse(NOTHING);
  }
}
