package dev.slipway.dockerfile.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.testing.Oracles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ShellWordsConformanceTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("PWD", "/home", "SHELL", "bash", "KOREAN", "한국어", "NULL", "");
  private static final ShellWords WORDS = ShellWords.withEscape('\\');

  @BeforeAll
  static void needsTheConformanceData() {
    Oracles.require("dockerfile-shell");
  }

  @TestFactory
  List<DynamicTest> expandsOneWord() throws IOException {
    Path file = Oracles.require("dockerfile-shell").resolve("envVarTest");
    var tests = new ArrayList<DynamicTest>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split("\\|", 3);
      String input = parts[1].trim();
      if (!parts[0].trim().equals("W")) {
        var where = new SourceRange("envVarTest", number, number, 1);
        tests.add(
            DynamicTest.dynamicTest(
                number + " " + input, () -> expand(input, parts[2].trim(), where)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(100);
    return tests;
  }

  private static void expand(String input, String expected, SourceRange where) {
    if (expected.equals("error")) {
      assertThatThrownBy(() -> WORDS.expand(input, ENVIRONMENT, where))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("envVarTest:" + where.firstLine());
    } else {
      assertThat(WORDS.expand(input, ENVIRONMENT, where).value()).isEqualTo(expected);
    }
  }

  @TestFactory
  List<DynamicTest> splitsWords() throws IOException {
    Path file = Oracles.require("dockerfile-shell").resolve("wordsTest");
    var tests = new ArrayList<DynamicTest>();
    var environment = new HashMap<String, String>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.startsWith("ENV ")) {
        String[] pair = line.substring(4).stripLeading().split("=", 2);
        environment.put(pair[0], pair[1]);
      } else if (!line.startsWith("#")) {
        String[] parts = line.split("\\|", 2);
        List<String> expected = List.of(parts[1].stripLeading().split(",", -1));
        var now = Map.copyOf(environment);
        var where = new SourceRange("wordsTest", number, number, 1);
        tests.add(
            DynamicTest.dynamicTest(
                number + " " + parts[0],
                () ->
                    assertThat(WORDS.expand(parts[0].trim(), now, where).words())
                        .isEqualTo(expected)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(10);
    return tests;
  }
}
