package dev.slipway.kubernetes.api;

import dev.slipway.kubernetes.ApiException;
import dev.slipway.manifest.GroupVersionKind;
import java.util.ArrayList;
import java.util.List;
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

  /** Requires what this version has to say of a new event. */
  static void requireComplete(ObjectNode served) {
    var problems = new ArrayList<ApiException.Cause>();
    for (String field :
        List.of("eventTime", "reportingController", "reportingInstance", "action", "reason")) {
      if (served.path(field).asString("").isEmpty()) {
        problems.add(new ApiException.Cause("FieldValueRequired", "Required value", field));
      }
    }
    String type = served.path("type").asString("");
    if (!type.equals("Normal") && !type.equals("Warning")) {
      String why = "Invalid value: \"\": has invalid value: " + type;
      problems.add(new ApiException.Cause("FieldValueInvalid", why, "type"));
    }
    if (!problems.isEmpty()) {
      String name = served.path("metadata").path("name").asString("");
      throw ApiException.invalid(
          new GroupVersionKind("events.k8s.io", "v1", "Event"), name, problems);
    }
  }

  private static void rename(ObjectNode node, String from, String to) {
    JsonNode value = node.remove(from);
    if (value != null) {
      node.set(to, value);
    }
  }
}
