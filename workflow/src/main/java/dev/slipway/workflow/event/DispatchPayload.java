package dev.slipway.workflow.event;

import dev.slipway.base.Json;
import dev.slipway.workflow.expression.ObjectValue;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a webhook carries after a manual start.
 *
 * @param ref the full ref the run is for
 * @param workflow the workflow's path
 * @param inputs as {@link DispatchInputs} resolves them
 */
public record DispatchPayload(
    RepositoryFacts repository, Account sender, String ref, String workflow, ObjectValue inputs) {
  /** The context {@code github.event}. Its inputs are text, whatever their type. */
  public ObjectNode json() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    ObjectNode texts = json.putObject("inputs");
    inputs.entries().forEach((name, value) -> texts.put(name, value.text()));
    json.put("ref", ref);
    json.put("workflow", workflow);
    json.set("repository", repository.json());
    json.set("sender", People.user(sender));
    return json;
  }
}
