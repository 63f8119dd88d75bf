package dev.slipway.runner.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.runner.command.Annotation.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemMatchersTest {
  private static final String TYPESCRIPT =
      """
      {"owner": "tsc", "pattern": [{
        "regexp": "^(?:\\\\s+\\\\d+\\\\>)?([^\\\\s].*)\\\\((\\\\d+),(\\\\d+)\\\\)\\\\s*:\\\\s+(error|warning|info)\\\\s+(\\\\w{1,2}\\\\d+)\\\\s*:\\\\s*(.*)$",
        "file": 1, "line": 2, "column": 3, "severity": 4, "code": 5, "message": 6}]}\
      """;

  private static final String ESLINT =
      """
      {"owner": "eslint", "pattern": [
        {"regexp": "^([^\\\\s].*)$", "file": 1},
        {"regexp": "^\\\\s+(\\\\d+):(\\\\d+)\\\\s+(error|warning|info)\\\\s+(.*)\\\\s\\\\s+(.*)$",
         "line": 1, "column": 2, "severity": 3, "message": 4, "code": 5, "loop": true}]}\
      """;

  private static final String PYTHON =
      """
      {"owner": "python", "severity": "warning", "pattern": [
        {"regexp": "^\\\\s*File\\\\s\\\\\\"(.*)\\\\\\",\\\\sline\\\\s(\\\\d+),\\\\sin\\\\s(.*)$", "file": 1, "line": 2},
        {"regexp": "^\\\\s*raise\\\\s(.*)\\\\(\\\\'(.*)\\\\'\\\\)$", "message": 2}]}\
      """;

  private final ProblemMatchers matchers = new ProblemMatchers();

  private void register(String... definitions) {
    matchers.register(
        ("{\"problemMatcher\": [" + String.join(",", definitions) + "]}")
            .getBytes(StandardCharsets.UTF_8),
        "matchers.json");
  }

  private List<Annotation> match(String... lines) {
    List<Annotation> found = new ArrayList<>();
    for (String line : lines) {
      matchers.match(line).ifPresent(found::add);
    }
    return found;
  }

  private static Annotation problem(
      Level level, String message, String file, int line, int column, String code) {
    return new Annotation(
        level,
        message,
        "",
        file,
        Annotation.Span.at(
            OptionalInt.of(line), column == 0 ? OptionalInt.empty() : OptionalInt.of(column)),
        code);
  }

  @Test
  void oneLineIsAProblem() {
    register(TYPESCRIPT);
    assertThat(match("hello", "src/a.ts(12,5): error TS2322: Type 'x' is wrong.", "hello"))
        .containsExactly(problem(Level.ERROR, "Type 'x' is wrong.", "src/a.ts", 12, 5, "TS2322"));
  }

  @Test
  void coloursAreNoPartOfALine() {
    register(TYPESCRIPT);
    assertThat(match("\u001b[96ma.ts\u001b[0m(1,2): \u001b[1;31mwarning\u001b[m TS1: m\u001b[K"))
        .containsExactly(problem(Level.WARNING, "m", "a.ts", 1, 2, "TS1"));
  }

  @Test
  void unknownSeveritiesAreNoProblem() {
    register(TYPESCRIPT);
    assertThat(match("a.ts(1,2): info TS1: m")).isEmpty();
  }

  @Test
  void theLastPatternMayLoop() {
    register(ESLINT);
    assertThat(
            match(
                "/w/a.js",
                "  1:2  error  'x' is unused  no-unused",
                "  3:4  warning  Missing semicolon  semi",
                "",
                "  5:6  error  belongs to nothing  none",
                "/w/b.js",
                "  7:8  error  other file  rule"))
        .containsExactly(
            problem(Level.ERROR, "'x' is unused", "/w/a.js", 1, 2, "no-unused"),
            problem(Level.WARNING, "Missing semicolon", "/w/a.js", 3, 4, "semi"),
            problem(Level.ERROR, "other file", "/w/b.js", 7, 8, "rule"));
  }

  @Test
  void linesOfAReportMustFollowEachOther() {
    register(PYTHON);
    String place = "  File \"/app/x.py\", line 7, in f";
    String raise = "    raise ValueError('bad')";
    assertThat(match(place, raise))
        .containsExactly(problem(Level.WARNING, "bad", "/app/x.py", 7, 0, ""));
    assertThat(match(place, "between", raise)).isEmpty();
    assertThat(match(place, place.replace("7", "8"), raise))
        .containsExactly(problem(Level.WARNING, "bad", "/app/x.py", 8, 0, ""));
    assertThat(match(raise)).isEmpty();
  }

  @Test
  void aReportDoesNotGoOnInTheNextStep() {
    register(PYTHON);
    match("  File \"/app/x.py\", line 7, in f");
    matchers.endStep();
    assertThat(match("    raise ValueError('bad')")).isEmpty();
  }

  @Test
  void threePatternsWithALoopForgetWhatLiesBetween() {
    register(
        """
        {"owner": "x", "pattern": [
          {"regexp": "^file (.*)$", "file": 1},
          {"regexp": "^code (.*)$", "code": 1},
          {"regexp": "^  (.*)$", "message": 1, "loop": true}]}\
        """);
    assertThat(match("file a", "code 1", "  m1", "  m2", "code 2", "  m3"))
        .extracting(Annotation::message)
        .containsExactly("m1", "m2");
    assertThat(match("file a", "file b", "code 1", "  m1"))
        .extracting(Annotation::file)
        .containsExactly("b");
  }

  @Test
  void theNewestMatcherHasTheFirstLook() {
    register("{\"owner\": \"a\", \"pattern\": [{\"regexp\": \"^(.*)$\", \"message\": 1}]}");
    register(
        "{\"owner\": \"b\", \"severity\": \"notice\", \"pattern\": [{\"regexp\": \"^(x.*)$\", \"message\": 1}]}");
    assertThat(match("x", "y"))
        .extracting(Annotation::level)
        .containsExactly(Level.NOTICE, Level.ERROR);
  }

  @Test
  void theSameOwnerReplaces() {
    register("{\"owner\": \"a\", \"pattern\": [{\"regexp\": \"^(x)$\", \"message\": 1}]}");
    register("{\"owner\": \"A\", \"pattern\": [{\"regexp\": \"^(y)$\", \"message\": 1}]}");
    assertThat(match("x", "y")).extracting(Annotation::message).containsExactly("y");
  }

  @Test
  void matchersCanBeRemoved() {
    String one = "{\"owner\": \"a\", \"pattern\": [{\"regexp\": \"^(x)$\", \"message\": 1}]}";
    register(one);
    matchers.remove("A");
    assertThat(match("x")).isEmpty();
    register(one);
    matchers.removeAll(
        "{\"problemMatcher\": [{\"owner\": \"a\"}]}".getBytes(StandardCharsets.UTF_8), "m.json");
    assertThat(match("x")).isEmpty();
  }

  @Test
  void filesAreRelativeToTheProjectThatNamedThem() {
    register(
        """
        {"owner": "msbuild", "pattern": [{
          "regexp": "^(.*): (.*) \\\\[(.*)\\\\]$", "file": 1, "message": 2, "fromPath": 3}]}\
        """);
    assertThat(
            match(
                "src/a.cs: bad [/w/project/p.csproj]", "/a.cs: bad [/w/p.csproj]", "a.cs: bad [p]"))
        .extracting(Annotation::file)
        .containsExactly("/w/project/src/a.cs", "/a.cs", "a.cs");
  }

  @Test
  void expressionsThatWouldTakeForeverDoNot() {
    register("{\"owner\": \"a\", \"pattern\": [{\"regexp\": \"^(a+)+$\", \"message\": 1}]}");
    assertThat(match("a".repeat(5_000) + "!")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | there is no list 'problemMatcher'",
        "{\"problemMatcher\": []} | there is no list 'problemMatcher'",
        "{\"problemMatcher\": [{}]} | has no owner",
        "{\"problemMatcher\": [{\"owner\": \"a\"}]} | no list 'pattern'",
        "{\"problemMatcher\": [{\"owner\": \"a\", \"severity\": \"fatal\"}]} | unknown severity 'fatal'",
        "{\"problemMatcher\": [{\"owner\": \"a\", \"pattern\": [{}]}]} | has no regexp",
        "{\"problemMatcher\": [{\"owner\": \"a\", \"pattern\": [{\"regexp\": \"(x\"}]}]} | is not supported",
        "{\"problemMatcher\": [{\"owner\": \"a\", \"pattern\": [{\"regexp\": \"(?!x)(y)\", \"message\": 1}]}]} | no look-around",
        "{\"problemMatcher\": [{\"owner\": \"a\", \"pattern\": [{\"regexp\": \"x\", \"message\": 1}]}]} | groups 1 to 0",
        "{\"problemMatcher\": [{\"owner\": \"a\", \"pattern\": [{\"regexp\": \"(x)\", \"message\": \"1\"}]}]} | groups 1 to 1",
        "{\"problemMatcher\": [{\"owner\": \"a\", \"pattern\": [{\"regexp\": \"(x)\", \"file\": 1}]}]} | does not set 'message'",
        "{\"problemMatcher\": [{\"owner\": \"a\", \"pattern\": [{\"regexp\": \"(x)\", \"message\": 1, \"loop\": true}]}]} | only the last of several",
        "{\"problemMatcher\": [{\"owner\": \"a\", \"pattern\": [{\"regexp\": \"(x)\", \"message\": 1}, {\"regexp\": \"(x)\", \"message\": 1}]}]} | two patterns set 'message'",
        "[ | invalid JSON",
      })
  void invalidFilesAreRefused(String json, String message) {
    assertThatThrownBy(() -> matchers.register(json.getBytes(StandardCharsets.UTF_8), "m.json"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("m.json")
        .hasMessageContaining(message);
    assertThat(match("x")).isEmpty();
  }
}
