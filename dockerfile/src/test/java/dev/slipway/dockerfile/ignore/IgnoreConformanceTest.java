package dev.slipway.dockerfile.ignore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.testing.Oracles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

class IgnoreConformanceTest {
  private static final InputException.Position HERE = InputException.Position.of("cases.json");

  @BeforeAll
  static void needsTheConformanceData() {
    Oracles.require("dockerignore");
  }

  @TestFactory
  List<DynamicTest> matchesPathsAndTheirParents() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (JsonNode test : cases().path("matchesOrParentMatches")) {
      var patterns = new ArrayList<String>();
      test.path("patterns").forEach(pattern -> patterns.add(pattern.stringValue()));
      String path = test.path("path").stringValue();
      boolean expected = test.path("matches").booleanValue();
      tests.add(
          DynamicTest.dynamicTest(patterns + " " + path, () -> check(patterns, path, expected)));
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  @TestFactory
  List<DynamicTest> readsBracketsAndEscapes() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (JsonNode test : cases().path("goFilepathMatch")) {
      String pattern = test.path("pattern").stringValue();
      String path = test.path("name").stringValue();
      boolean expected = test.path("matches").booleanValue();
      boolean error = test.path("error").booleanValue();
      tests.add(
          DynamicTest.dynamicTest(
              pattern + " " + path,
              () -> {
                if (error) {
                  assertThatThrownBy(() -> IgnorePatterns.of(List.of(pattern), HERE))
                      .isInstanceOf(InputException.class);
                } else {
                  check(List.of(pattern), path, expected);
                }
              }));
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  private static void check(List<String> texts, String path, boolean expected) {
    IgnorePatterns patterns = IgnorePatterns.of(texts, HERE);
    assertThat(patterns.matches(path)).as("in one call").isEqualTo(expected);
    if (!path.startsWith("/")) {
      assertThat(directoryByDirectory(patterns, path)).as("step by step").isEqualTo(expected);
    }
  }

  private static boolean directoryByDirectory(IgnorePatterns patterns, String path) {
    IgnoreMatcher matcher = patterns.matcher();
    String[] parts = path.split("/");
    for (int i = 0; i < parts.length - 1; i++) {
      matcher = matcher.directory(parts[i]);
    }
    return matcher.ignores(parts[parts.length - 1]);
  }

  private static JsonNode cases() throws IOException {
    Path file = Oracles.require("dockerignore").resolve("cases.json");
    return Json.parse(Files.readAllBytes(file), file.toString());
  }
}
