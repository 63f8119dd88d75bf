package dev.slipway.cli.standin;

import dev.slipway.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** {@code --format}: json, value(…), csv(…), table(…), and none. */
final class GcloudFormat {
  private static final Pattern PROJECTION =
      Pattern.compile("(value|get|csv|csv\\[no-heading]|table)\\((.*)\\)");

  private GcloudFormat() {}

  static List<String> lines(String format, JsonNode answer) {
    if (format.equals("json")) {
      return List.of(Json.pretty(answer));
    }
    if (format.equals("none") || format.equals("disable")) {
      return List.of();
    }
    Matcher matcher = PROJECTION.matcher(format.strip());
    if (!matcher.matches()) {
      throw new ToolFailure(
          1,
          "ERROR: (gcloud) the format ["
              + format
              + "] is not known to this stand-in; use json, value(FIELD,…), csv(FIELD,…) or"
              + " table(FIELD,…)");
    }
    List<String> fields = List.of(matcher.group(2).split(",")).stream().map(String::strip).toList();
    var rows = new ArrayList<JsonNode>();
    if (answer.isArray()) {
      answer.forEach(rows::add);
    } else {
      rows.add(answer);
    }
    return switch (matcher.group(1)) {
      case "value", "get" -> joined(rows, fields, "\t");
      case "csv[no-heading]" -> joined(rows, fields, ",");
      case "csv" -> {
        var lines = new ArrayList<String>();
        lines.add(String.join(",", fields));
        lines.addAll(joined(rows, fields, ","));
        yield lines;
      }
      default -> table(rows, fields);
    };
  }

  private static List<String> joined(List<JsonNode> rows, List<String> fields, String separator) {
    return rows.stream()
        .map(
            row -> String.join(separator, fields.stream().map(field -> value(row, field)).toList()))
        .toList();
  }

  private static List<String> table(List<JsonNode> rows, List<String> fields) {
    var table =
        new Table(
            fields.stream()
                .map(f -> f.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT))
                .toArray(String[]::new));
    for (JsonNode row : rows) {
      table.row(fields.stream().map(field -> value(row, field)).toArray(String[]::new));
    }
    return table.lines();
  }

  /** A field of a resource, by a path of names; lists are joined. */
  static String value(JsonNode row, String field) {
    JsonNode found = row;
    for (String name : field.replaceFirst("\\.(basename|list)\\(\\)$", "").split("\\.")) {
      found = found.path(name);
    }
    String text;
    if (found.isArray()) {
      text =
          String.join(
              ",",
              found.valueStream().map(n -> n.isString() ? n.asString() : Json.text(n)).toList());
    } else if (found.isObject()) {
      text = Json.text(found);
    } else {
      text = found.asString("");
    }
    return field.endsWith(".basename()") ? text.substring(text.lastIndexOf('/') + 1) : text;
  }
}
