package dev.slipway.kustomize.edit;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edit fix}: old fields become the ones that replaced them. */
record FixCommand(ObjectNode fields) {
  void run() {
    patches();
    labels();
  }

  private void patches() {
    for (JsonNode item : list("patchesStrategicMerge")) {
      String text = item.asString("");
      boolean inPlace = text.contains("\n");
      fields.withArrayProperty("patches").addObject().put(inPlace ? "patch" : "path", text);
    }
    for (JsonNode item : list("patchesJson6902")) {
      fields.withArrayProperty("patches").add(item);
    }
    fields.remove(List.of("patchesStrategicMerge", "patchesJson6902"));
  }

  private void labels() {
    if (fields.get("commonLabels") instanceof ObjectNode common && !common.isEmpty()) {
      ObjectNode entry = fields.withArrayProperty("labels").addObject();
      entry.put("includeSelectors", true).set("pairs", common);
    }
    fields.remove("commonLabels");
  }

  private ArrayNode list(String field) {
    return fields.get(field) instanceof ArrayNode list ? list.deepCopy() : fields.arrayNode();
  }
}
