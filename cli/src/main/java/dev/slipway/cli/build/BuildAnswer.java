package dev.slipway.cli.build;

import dev.slipway.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Prints what was asked of a Dockerfile ({@code --call}, {@code --check}) as docker does. */
public final class BuildAnswer {
  private static final String RULE = "--------------------";
  private static final int AROUND = 2;
  private static final int GAP = 4;

  private final JsonNode answer;
  private final Consumer<String> out;

  public BuildAnswer(JsonNode answer, Consumer<String> out) {
    this.answer = answer;
    this.out = out;
  }

  /** As JSON. */
  public void printJson() {
    out.accept(Json.pretty(answer));
  }

  /** As text. */
  public void print() {
    if (answer.has("warnings")) {
      printChecks();
    } else if (answer.has("targets")) {
      printTargets();
    } else {
      printOutline();
    }
  }

  /** Whether the checks found something. */
  public boolean isComplaint() {
    return !answer.path("warnings").isEmpty();
  }

  /** Whether BuildKit's own checks would have found something too. */
  public boolean isBuildKitsComplaint() {
    return answer.path("warnings").valueStream().anyMatch(warning -> warning.has("url"));
  }

  private void printChecks() {
    JsonNode warnings = answer.path("warnings");
    warnings.forEach(this::printWarning);
    int count = warnings.size();
    out.accept(
        switch (count) {
          case 0 -> "Check complete, no warnings found.";
          case 1 -> "Check complete, 1 warning has been found!";
          default -> "Check complete, " + count + " warnings have been found!";
        });
  }

  private void printWarning(JsonNode warning) {
    String url = warning.path("url").asString("");
    String fix = warning.path("fix").asString("");
    out.accept(
        "WARNING: " + warning.path("ruleName").asString() + (url.isEmpty() ? "" : " - " + url));
    out.accept(warning.path("detail").asString() + (fix.isEmpty() ? "" : ": " + fix));
    JsonNode range = warning.path("location").path("ranges").path(0);
    int first = range.path("start").path("line").asInt(0);
    out.accept(warning.path("at").asString("").replaceFirst(":[0-9]+$", ""));
    if (first > 0) {
      excerpt(first, range.path("end").path("line").asInt(first));
    }
    out.accept("");
  }

  private void excerpt(int first, int last) {
    byte[] text =
        Base64.getDecoder().decode(answer.path("sources").path(0).path("data").asString(""));
    List<String> lines = new String(text, StandardCharsets.UTF_8).lines().toList();
    if (last > lines.size()) {
      return;
    }
    out.accept(RULE);
    for (int i = Math.max(1, first - AROUND); i <= Math.min(lines.size(), last + AROUND); i++) {
      String mark = i >= first && i <= last ? ">>>" : "   ";
      out.accept(String.format("%4d | %s %s", i, mark, lines.get(i - 1)));
    }
    out.accept(RULE);
  }

  private void printTargets() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("TARGET", "DESCRIPTION"));
    for (JsonNode target : answer.path("targets")) {
      String name = target.path("name").asString("");
      String shown = target.path("default").asBoolean(false) ? (name + " (default)").strip() : name;
      rows.add(List.of(shown, target.path("description").asString("")));
    }
    table(rows);
  }

  private void printOutline() {
    String name = answer.path("name").asString("");
    String description = answer.path("description").asString("");
    if (!name.isEmpty()) {
      out.accept("TARGET:      " + name);
    }
    if (!description.isEmpty()) {
      out.accept("DESCRIPTION: " + description);
    }
    section("BUILD ARG", "args", "name", "value", "VALUE", "description", "DESCRIPTION");
    section("SECRET", "secrets", "name", "required", "REQUIRED");
    section("CACHE", "cache", "ID");
  }

  private void section(String title, String field, String first, String... columns) {
    JsonNode entries = answer.path(field);
    if (entries.isEmpty()) {
      return;
    }
    var rows = new ArrayList<List<String>>();
    var header = new ArrayList<>(List.of(title));
    for (int i = 1; i < columns.length; i += 2) {
      header.add(columns[i]);
    }
    rows.add(header);
    for (JsonNode entry : entries) {
      var row = new ArrayList<>(List.of(entry.path(first).asString("")));
      for (int i = 0; i < columns.length; i += 2) {
        row.add(entry.path(columns[i]).asString(""));
      }
      rows.add(row);
    }
    out.accept("");
    table(rows);
  }

  private void table(List<List<String>> rows) {
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
        line.append(row.get(i)).append(" ".repeat(width - row.get(i).length() + GAP));
      }
      out.accept(line.toString().stripTrailing());
    }
  }
}
