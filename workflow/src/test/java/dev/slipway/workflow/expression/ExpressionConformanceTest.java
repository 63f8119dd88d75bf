package dev.slipway.workflow.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.base.Json;
import dev.slipway.testing.Oracles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Every published case of the language: results, errors and their wording. */
class ExpressionConformanceTest {
  private static final int CASES = 717;

  private record Case(String name, JsonNode content) {
    String expression() {
      return content.path("expr").asString();
    }
  }

  @TestFactory
  List<DynamicTest> everyPublishedCaseHolds() throws IOException {
    List<Case> cases = load(Oracles.require("github-expressions"));
    assertThat(cases).hasSizeGreaterThanOrEqualTo(CASES);
    return cases.stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c))).toList();
  }

  private static void check(Case one) {
    Map<String, Value> contexts = new LinkedHashMap<>();
    for (var entry : one.content().path("contexts").properties()) {
      contexts.put(entry.getKey(), Value.of(entry.getValue()));
    }
    var names = Names.contexts(contexts.keySet().toArray(String[]::new));
    if (one.content().has("err")) {
      checkError(one, names, contexts);
      return;
    }
    var value = Expression.parse(one.expression(), names).evaluate(Scope.of(contexts));
    var expected = one.content().path("result");
    assertThat(value.kind()).hasToString(expected.path("kind").asString());
    assertThat(same(value.json(), expected.path("value")))
        .as("%s is %s, not %s", one.expression(), value.json(), expected.path("value"))
        .isTrue();
  }

  private static void checkError(Case one, Names names, Map<String, Value> contexts) {
    var error =
        catchThrowableOfType(
            ExpressionException.class,
            () -> Expression.parse(one.expression(), names).evaluate(Scope.of(contexts)));
    var expected = one.content().path("err");
    assertThat(error).as(one.expression()).isNotNull();
    assertThat(error).hasMessageContaining(expected.path("value").asString());
    assertThat(error.kind().name().toLowerCase(Locale.ROOT))
        .isEqualTo(expected.path("kind").asString());
  }

  /** Equal trees; numbers by value, whatever JSON wrote them as. */
  private static boolean same(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.doubleValue() == other.doubleValue();
    }
    if (one.isArray() && other.isArray() && one.size() == other.size()) {
      boolean equal = true;
      for (int i = 0; i < one.size(); i++) {
        equal &= same(one.path(i), other.path(i));
      }
      return equal;
    }
    if (one.isObject() && other.isObject() && one.size() == other.size()) {
      return one.propertyStream().allMatch(p -> same(p.getValue(), other.path(p.getKey())));
    }
    return one.equals(other);
  }

  private static List<Case> load(Path folder) throws IOException {
    List<Case> cases = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : files) {
        var groups = Json.parse(Files.readAllBytes(file), file.toString());
        for (var group : groups.properties()) {
          int index = 0;
          for (var content : group.getValue()) {
            String name = file.getFileName() + " › " + group.getKey() + " › " + index++;
            cases.add(new Case(name, content));
          }
        }
      }
    }
    return cases;
  }
}
