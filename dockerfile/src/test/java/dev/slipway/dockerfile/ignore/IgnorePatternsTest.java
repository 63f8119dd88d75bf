package dev.slipway.dockerfile.ignore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IgnorePatternsTest {
  private static final InputException.Position HERE = InputException.Position.of("test");

  private static IgnorePatterns parse(String text) {
    return IgnorePatterns.parse(text.getBytes(UTF_8), ".dockerignore");
  }

  @Test
  void readsLinesAsDockerDoes() {
    IgnorePatterns patterns =
        parse("\uFEFF# comment\n  /a/./b/../c/ \r\n\n! /d\n #e\n\\#f\n!\t./g//h\n/\n");
    assertThat(patterns.patterns())
        .containsExactly(
            new IgnorePattern("a/c", IgnorePattern.Effect.IGNORE, 2),
            new IgnorePattern("d", IgnorePattern.Effect.KEEP, 4),
            new IgnorePattern("#e", IgnorePattern.Effect.IGNORE, 5),
            new IgnorePattern("\\#f", IgnorePattern.Effect.IGNORE, 6),
            new IgnorePattern("g/h", IgnorePattern.Effect.KEEP, 7),
            new IgnorePattern("/", IgnorePattern.Effect.IGNORE, 8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          .env           | .env                | true
          .env           | src/.env            | false
          **/.env        | src/.env            | true
          *.md           | docs/a.md           | false
          **/*.md        | docs/a.md           | true
          node_modules   | node_modules/a/b.js | true
          a/**/b         | a/b                 | true
          a/**/b         | a/x/y/b             | true
          a/**           | a                   | false
          a/**           | a/b                 | true
          **a            | x/ya                | true
          a?c            | a/c                 | false
          [a-c]x         | bx                  | true
          [^a-c]x        | bx                  | false
          [^a]b          | /b                  | true
          a\\*b          | a*b                 | true
          a\\*b          | axb                 | false
          a^b            | a^b                 | true
          *a^b           | xa^b                | false
          ^a*            | ab                  | true
          \\d*           | 7up                 | true
          [[:alpha:]]*   | beta                | true
          [[:alpha:]]*   | 2a                  | false
          x{y}           | x{y}                | true
          a]b            | a]b                 | true
          dir;!dir/keep  | dir/keep/x          | false
          dir;!dir/keep  | dir/other           | true
          !a;a           | a                   | true
          *;!a;a/b       | a/c                 | false
          *;!a;a/b       | a/b                 | true
          """)
  void matchesAsDockerDoes(String patterns, String path, boolean ignored) {
    String text = patterns.replace("\\\\", "\\").replace(";", "\n");
    assertThat(parse(text).matches(path)).isEqualTo(ignored);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!",
        "! ",
        "a[",
        "[]",
        "[]a]",
        "[-x]",
        "[x-]",
        "[a-b-c]",
        "[^",
        "a\\",
        "[z-a]x*",
        "a\\q",
        "\\bx",
        "[[:nope:]]"
      })
  void refusesBrokenPatternsWithTheirPlace(String pattern) {
    var mistake =
        catchThrowableOfType(InputException.class, () -> parse("fine\n  " + pattern + "\n"));
    assertThat(mistake).isNotNull();
    assertThat(mistake.position()).isEqualTo(new InputException.Position(".dockerignore", 2, 3));
  }

  @Test
  void tellsWhatCannotHoldAnythingKept() {
    IgnorePatterns patterns = parse("*\n!src/main\n!**/keep.txt\ntarget\n");
    assertThat(patterns.mayKeepBelow("src")).isTrue();
    assertThat(patterns.mayKeepBelow("other/deep")).isTrue();
    assertThat(patterns.mayKeepBelow("target")).isFalse();
    assertThat(parse("*\n!src/main\n").mayKeepBelow("other")).isFalse();
    assertThat(parse("*\n!src/main\n").mayKeepBelow("src/main/java")).isTrue();
    assertThat(parse("!src/a\nsrc\n").mayKeepBelow("src")).isFalse();
    assertThat(parse("src/*\n").mayKeepBelow("src")).isTrue();
  }

  private static String random(Random random, String alphabet, int length) {
    var text = new StringBuilder();
    for (int i = 1 + random.nextInt(length); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  @Test
  void answersTheSameOnEveryWayDown() {
    var random = new Random(3);
    int ignored = 0;
    for (int i = 0; i < 20_000; i++) {
      var lines = new StringBuilder();
      for (int n = random.nextInt(5); n >= 0; n--) {
        lines.append(random.nextInt(3) == 0 ? "!" : "").append(random(random, "ab**/?.", 6));
        lines.append('\n');
      }
      String path = CleanPath.of(random(random, "ab/.", 8)).replaceAll("^(/|\\.\\.?/?)+", "");
      IgnorePatterns patterns;
      try {
        patterns = parse(lines.toString());
      } catch (InputException lonely) {
        continue;
      }
      boolean matches = patterns.matches(path);
      ignored += matches ? 1 : 0;
      IgnoreMatcher matcher = patterns.matcher();
      String[] parts = path.split("/", -1);
      for (int p = 0; p < parts.length - 1; p++) {
        matcher = matcher.directory(parts[p]);
        if (matcher.nothingBelow()) {
          assertThat(matches).as("%s below %s", lines, path).isTrue();
        }
      }
      assertThat(matcher.ignores(parts[parts.length - 1])).as(lines + path).isEqualTo(matches);
      assertThat(matcher.directory(parts[parts.length - 1]).ignored()).isEqualTo(matches);
    }
    assertThat(ignored).isBetween(500, 19_500);
  }

  @Test
  void matchesAsTheRegularExpressionWould() {
    var random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      String pattern = CleanPath.of("a" + random(random, "ab*/?.", 7));
      String path = CleanPath.of("a" + random(random, "ab/.", 8));
      var regex = new StringBuilder();
      for (int at = 0; at < pattern.length(); at++) {
        char c = pattern.charAt(at);
        if (pattern.startsWith("**", at)) {
          boolean slash = pattern.startsWith("/", at + 2);
          boolean end = at + 2 + (slash ? 1 : 0) == pattern.length();
          regex.append(end ? ".*" : "(.*/)?");
          at += slash ? 2 : 1;
        } else {
          regex.append(c == '*' ? "[^/]*" : c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
        }
      }
      // The start of a path up to a slash is a parent, and matches for the whole of it.
      var whole = Pattern.compile("(?:" + regex + ")(?:/.*)?");
      assertThat(IgnorePatterns.of(List.of(pattern), HERE).matches(path))
          .as("%s on %s", pattern, path)
          .isEqualTo(whole.matcher(path).matches());
    }
  }

  @Test
  void survivesRandomPatterns() {
    var random = new Random(9);
    for (int i = 0; i < 40_000; i++) {
      String pattern = random(random, "ab*?/[]^-\\!.#()|{}$+ d:é🚢", 10);
      try {
        IgnorePatterns patterns = parse(pattern);
        patterns.matches(random(random, "ab/.^-d", 12));
      } catch (InputException expected) {
        assertThat(expected.position().line()).isEqualTo(1);
      }
    }
  }

  @Test
  void takesBoundedTimeWhateverThePatternIs() {
    String hostile = "*a".repeat(2000) + "b\n" + "**/a/".repeat(500) + "b\n";
    String path = "a".repeat(5000) + "/" + "a/".repeat(2500) + "c";
    IgnorePatterns patterns = parse(hostile);
    Assertions.assertTimeout(
        Duration.ofSeconds(60), () -> assertThat(patterns.matches(path)).isFalse());
    byte[] large = "some/pattern*/**/with?parts\n".repeat(150_000).getBytes(UTF_8);
    Assertions.assertTimeout(
        Duration.ofSeconds(60),
        () -> assertThat(IgnorePatterns.parse(large, "large").isEmpty()).isFalse());
  }

  @Test
  void prefersTheFileOfTheDockerfile(@TempDir Path context) throws IOException {
    Path dockerfile = Files.createDirectories(context.resolve("docker")).resolve("web.Dockerfile");
    assertThat(IgnoreFile.find(context, dockerfile)).isEmpty();
    assertThat(IgnoreFile.read(context, dockerfile).isEmpty()).isTrue();
    Path general = Files.writeString(context.resolve(".dockerignore"), "a\n");
    assertThat(IgnoreFile.find(context, dockerfile)).contains(general);
    Path own = Files.writeString(context.resolve("docker/web.Dockerfile.dockerignore"), "b[\n");
    assertThat(IgnoreFile.find(context, dockerfile)).contains(own);
    assertThatThrownBy(() -> IgnoreFile.read(context, dockerfile))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(own + ":1:1: ");
  }
}
