package dev.slipway.workflow.event;

import dev.slipway.base.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a workflow sees when its time has come.
 *
 * @param cron the time table as the workflow writes it
 */
public record SchedulePayload(RepositoryFacts repository, String cron) {
  /** The context {@code github.event}. */
  public ObjectNode json() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("schedule", cron);
    json.set("repository", repository.json());
    return json;
  }
}
