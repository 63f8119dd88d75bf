package dev.slipway.kubernetes.controller;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A recorded run of the real Deployment controller: rows of what its watchers saw. */
record Trace(List<Row> rows) {
  private static final Pattern ROW = Pattern.compile("\\s*([0-9.]+) (RS|DEP|EVENT|ACTION) +(.*)");

  /** What changed. */
  enum Kind {
    RS,
    DEP,
    EVENT,
    ACTION
  }

  /**
   * One row.
   *
   * @param millis since the start of the recording
   * @param fields the {@code name=value} words; {@code DELETED} is a name without a value
   */
  record Row(long millis, Kind kind, String text, Map<String, String> fields) {
    long number(String field) {
      return Long.parseLong(fields.getOrDefault(field, "-1"));
    }
  }

  static Trace read(Path file) throws IOException {
    var rows = new ArrayList<Row>();
    for (String line : Files.readAllLines(file)) {
      var matcher = ROW.matcher(line);
      if (matcher.matches()) {
        var fields = new HashMap<String, String>();
        for (String word : matcher.group(3).split(" ")) {
          int equals = word.indexOf('=');
          fields.put(
              equals < 0 ? word : word.substring(0, equals),
              equals < 0 ? "" : word.substring(equals + 1));
        }
        long millis = Math.round(Double.parseDouble(matcher.group(1)) * 1000);
        rows.add(new Row(millis, Kind.valueOf(matcher.group(2)), matcher.group(3), fields));
      }
    }
    return new Trace(rows);
  }

  /** The sizes, revisions and scaling annotations of ReplicaSets, each time they changed. */
  List<String> sizes() {
    var all = new ArrayList<String>();
    var last = new HashMap<String, String>();
    for (Row row : rows) {
      if (row.kind() == Kind.RS) {
        String size = size(row);
        if (!size.equals(last.put(row.fields().getOrDefault("rev", ""), size))) {
          all.add(size);
        }
      }
    }
    return all;
  }

  private static String size(Row row) {
    var text = new StringBuilder();
    for (String field : List.of("rev", "spec", "desired", "max", "history")) {
      if (row.fields().containsKey(field)) {
        text.append(field).append('=').append(row.fields().get(field)).append(' ');
      }
    }
    return text.append(row.fields().containsKey("DELETED") ? "DELETED" : "").toString().strip();
  }

  List<String> events() {
    return rows.stream().filter(r -> r.kind() == Kind.EVENT).map(Row::text).toList();
  }

  /** The values of a condition, each time it changed. */
  List<String> condition(String type) {
    var all = new ArrayList<String>();
    for (Row row : rows) {
      String value = row.fields().get(type);
      if (value != null && (all.isEmpty() || !all.getLast().equals(value))) {
        all.add(value);
      }
    }
    return all;
  }

  Row lastDeployment() {
    return rows.stream().filter(r -> r.kind() == Kind.DEP).toList().getLast();
  }
}
