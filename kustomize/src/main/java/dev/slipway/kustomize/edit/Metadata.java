package dev.slipway.kustomize.edit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Labels and annotations on a command line: {@code key:value}. */
final class Metadata {
  private Metadata() {}

  /** A pair for each argument: a comma is part of its value. */
  static Map<String, String> pairs(List<String> arguments, String what) {
    if (arguments.isEmpty()) {
      throw new UsageException("must specify " + what);
    }
    var pairs = new LinkedHashMap<String, String>();
    for (String pair : arguments) {
      int colon = pair.indexOf(':');
      String key = colon < 0 ? pair : pair.substring(0, colon);
      if (key.isEmpty()) {
        throw new UsageException(
            "invalid " + what + ": '" + pair + "' (need k:v pair where v may be quoted)");
      }
      pairs.put(key, colon < 0 ? "" : unquote(pair.substring(colon + 1)));
    }
    return pairs;
  }

  private static String unquote(String text) {
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  /** The labels of the entry that touches exactly these places, which is made if need be. */
  static ObjectNode labelsWithoutSelectors(ObjectNode fields, boolean templates) {
    ArrayNode list = fields.withArrayProperty("labels");
    for (JsonNode item : list) {
      if (item instanceof ObjectNode entry
          && !entry.path("includeSelectors").asBoolean(false)
          && !entry.has("fields")
          && entry.path("includeTemplates").asBoolean(false) == templates) {
        return entry.withObjectProperty("pairs");
      }
    }
    return newLabels(fields, templates);
  }

  /** The pairs of a new entry of labels that selectors do not get. */
  static ObjectNode newLabels(ObjectNode fields, boolean templates) {
    ObjectNode entry = fields.withArrayProperty("labels").addObject();
    if (templates) {
      entry.put("includeTemplates", true);
    }
    return entry.withObjectProperty("pairs");
  }
}
