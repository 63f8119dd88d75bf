package dev.slipway.workflow.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** GitHub's own reader as the oracle: what each file reads as, or its errors word for word. */
class ReaderOracleTest {
  /** Where we differ, and why. Each is asserted to differ still. */
  private static final Map<String, String> DIFFERENCES =
      Map.ofEntries(
          Map.entry("errors-anchor-tag.yml", "GitHub has learned anchors since"),
          Map.entry("errors-matrix-max-depth.yml", "we say where it is too deep"),
          Map.entry("errors-max-depth.yml", "we say where it is too deep"),
          Map.entry("errors-parse-boolean.yml", "we put the position first, as everywhere"),
          Map.entry("errors-yaml-tags-explicit-unsupported.yml", "we say where the tag is"),
          Map.entry(
              "errors-reusable-workflow-job-nested-depth-exceeded.yml",
              "we say which call goes too deep"),
          Map.entry(
              "errors-reusable-workflow-max-result-size.yml",
              "we bound files, depth and the number of calls, not the size of the result"),
          Map.entry(
              "errors-reusable-workflow-permissions-not-allowed-request-read-all-allowed-none.yml",
              "we know newer scopes, and there is nothing to read of id-token"),
          Map.entry(
              "errors-reusable-workflow-permissions-not-allowed-request-write-all-allowed-none.yml",
              "we know newer scopes"),
          Map.entry(
              "errors-reusable-workflow-permissions-not-allowed-request-write-all-allowed-read-all"
                  + ".yml",
              "we know newer scopes"),
          Map.entry(
              "on-workflow_dispatch-unknown-keys-ignored.yml", "no key is ignored silently here"));

  @Test
  void readsAsGitHubDoes() throws IOException {
    Path folder = OracleFiles.folder("github-workflow-reader");
    List<String> failures = new ArrayList<>();
    List<String> unexpectedlyEqual = new ArrayList<>();
    List<Path> files = OracleFiles.files(folder, ".yml");
    for (Path file : files) {
      String name = file.getFileName().toString();
      Optional<String> difference = compare(file, name);
      if (DIFFERENCES.containsKey(name)) {
        if (difference.isEmpty()) {
          unexpectedlyEqual.add(name);
        }
      } else {
        difference.ifPresent(d -> failures.add(name + "\n" + d));
      }
    }
    assertThat(files).hasSizeGreaterThan(100);
    assertThat(unexpectedlyEqual).as("listed as different, yet equal").isEmpty();
    assertThat(failures).as("%d of %d files", failures.size(), files.size()).isEmpty();
  }

  private static Optional<String> compare(Path file, String name) throws IOException {
    String[] documents = Files.readString(file).split("\r?\n---\r?\n");
    Map<?, ?> settings =
        (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(documents[0]);
    JsonNode expected =
        Json.parse(documents[documents.length - 1].getBytes(StandardCharsets.UTF_8), name);
    Map<String, byte[]> called = new HashMap<>();
    for (int i = 2; i + 1 < documents.length - 1; i += 2) {
      called.put(documents[i].strip(), documents[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    JsonNode actual = read(settings, ".github/workflows/" + name, documents[1], called);
    return same(expected, actual)
        ? Optional.empty()
        : Optional.of("  expected " + expected + "\n  but was  " + actual);
  }

  private static JsonNode read(
      Map<?, ?> settings, String file, String yaml, Map<String, byte[]> called) {
    ReadOptions options = options(settings);
    WorkflowReader reader =
        new WorkflowReader(path -> Optional.ofNullable(called.get(path)), options);
    return switch (reader.read(yaml.getBytes(StandardCharsets.UTF_8), file)) {
      case WorkflowReader.Refused refused -> errors(refused.problems());
      case WorkflowReader.Accepted accepted ->
          new TemplateJson(
                  Boolean.TRUE.equals(settings.get("include-source")),
                  options.follow(),
                  options.permissions(),
                  path -> call(called, path))
              .workflow(accepted.workflow(), forTypeScriptOnly(settings));
    };
  }

  private static ReadOptions options(Map<?, ?> settings) {
    YamlLimits limits =
        new YamlLimits(
            number(settings, "max-file-size", 1 << 20), number(settings, "max-depth", 50), 10_000);
    Optional<Permissions> policy =
        "LimitedRead".equals(settings.get("permissions-policy"))
            ? Optional.of(Permissions.DEFAULT)
            : Optional.empty();
    return new ReadOptions(
        limits,
        number(settings, "max-nested-reusable-workflows-depth", 9),
        policy,
        !Boolean.TRUE.equals(settings.get("skip-reusable-workflows")));
  }

  private static int number(Map<?, ?> settings, String key, int fallback) {
    return settings.get(key) instanceof Integer number ? number : fallback;
  }

  /** Only then the data expects the events too. */
  private static boolean forTypeScriptOnly(Map<?, ?> settings) {
    return settings.get("skip") instanceof List<?> skip
        && skip.contains("Go")
        && skip.contains("C#");
  }

  private static Fields call(Map<String, byte[]> called, String path) {
    byte[] yaml = called.getOrDefault(path, new byte[0]);
    Data raw =
        YamlReader.read(
            new String(yaml, StandardCharsets.UTF_8), path, YamlLimits.DEFAULT, new Problems());
    Data checked = new SchemaChecker(SchemaLoader.SCHEMA, new Problems()).check(raw, Schema.ROOT);
    return Fields.of(checked).map("on").map("workflow_call");
  }

  private static JsonNode errors(List<Problem> problems) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    ArrayNode errors = json.putArray("errors");
    for (Problem problem : problems) {
      String at =
          problem.line() == 0
              ? problem.file()
              : "%s (Line: %d, Col: %d)"
                  .formatted(problem.file(), problem.line(), problem.column());
      errors.addObject().put("Message", at + ": " + problem.message());
    }
    return json;
  }

  private static boolean same(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      return a.doubleValue() == b.doubleValue();
    }
    if (a.isObject() && b.isObject()) {
      return a.size() == b.size()
          && a.properties().stream()
              .allMatch(e -> b.has(e.getKey()) && same(e.getValue(), b.get(e.getKey())));
    }
    if (!a.isArray() || !b.isArray()) {
      return a.equals(b);
    }
    for (int i = 0; i < a.size() && a.size() == b.size(); i++) {
      if (!same(a.get(i), b.get(i))) {
        return false;
      }
    }
    return a.size() == b.size();
  }
}
