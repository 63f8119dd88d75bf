package dev.slipway.kubernetes.api;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Events in group events.k8s.io: the same with other field names. */
final class EventConversion implements ServedResource.Conversion {
  private static final Map<String, String> STORED_TO_SERVED =
      Map.of(
          "involvedObject", "regarding",
          "message", "note",
          "source", "deprecatedSource",
          "firstTimestamp", "deprecatedFirstTimestamp",
          "lastTimestamp", "deprecatedLastTimestamp",
          "count", "deprecatedCount",
          "reportingComponent", "reportingController");

  @Override
  public void toServed(ObjectNode stored) {
    STORED_TO_SERVED.forEach((from, to) -> rename(stored, from, to));
  }

  @Override
  public void toStored(ObjectNode served) {
    STORED_TO_SERVED.forEach((to, from) -> rename(served, from, to));
  }

  @Override
  public String selectable(String path) {
    return path.equals("reportingController")
        ? "reportingComponent"
        : path.replaceFirst("^regarding\\.", "involvedObject.");
  }

  private static void rename(ObjectNode node, String from, String to) {
    JsonNode value = node.remove(from);
    if (value != null) {
      node.set(to, value);
    }
  }
}
