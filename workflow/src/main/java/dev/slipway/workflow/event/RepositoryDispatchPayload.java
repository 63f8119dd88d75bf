package dev.slipway.workflow.event;

import dev.slipway.base.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a webhook carries when somebody outside asks a repository's workflows to start.
 *
 * @param type what they call it; workflows choose by it as by an activity type
 * @param content what they send along, an object
 */
public record RepositoryDispatchPayload(
    RepositoryFacts repository, Account sender, String type, JsonNode content) {
  /** The context {@code github.event}. */
  public ObjectNode json() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("action", type);
    json.put("branch", repository.defaultBranch());
    json.set("client_payload", content);
    json.set("repository", repository.json());
    json.set("sender", People.user(sender));
    return json;
  }
}
