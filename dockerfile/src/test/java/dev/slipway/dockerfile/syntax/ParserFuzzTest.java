package dev.slipway.dockerfile.syntax;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.dockerfile.lint.BuildChecks;
import dev.slipway.dockerfile.lint.LintInput;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the input is: an answer or an {@link InputException}, in bounded time. */
class ParserFuzzTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final SourceRange HERE = new SourceRange("Dockerfile", 1, 1, 1);
  private static final List<String> PIECES =
      List.of(
          "FROM ",
          "scratch",
          " AS ",
          "RUN ",
          "COPY ",
          "ADD ",
          "ENV ",
          "LABEL ",
          "ARG ",
          "ONBUILD ",
          "HEALTHCHECK ",
          "CMD ",
          "SHELL ",
          "EXPOSE ",
          "VOLUME ",
          "USER ",
          "WORKDIR ",
          "STOPSIGNAL ",
          "MAINTAINER ",
          "--mount=",
          "--from=",
          "--link",
          "type=",
          "cache",
          "secret",
          ",id=",
          "<<EOF",
          "<<-'E'",
          "EOF",
          "\n",
          "\n",
          "\n",
          "\r\n",
          "\\\n",
          "`\n",
          "\\",
          "#",
          "# escape=`\n",
          "# check=skip=all\n",
          "# syntax=x\n",
          "[",
          "]",
          "\"",
          "'",
          ",",
          "$",
          "${",
          "}",
          ":-",
          "#",
          "%",
          "/",
          "*",
          "?",
          "a",
          "b=",
          "=",
          " ",
          "\t",
          "\u00a0",
          "é",
          "한",
          "🚢",
          "\0",
          "\uFEFF",
          "<",
          "3<<X");

  private static String random(Random random, int pieces) {
    var text = new StringBuilder(random.nextBoolean() ? "FROM scratch\n" : "");
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20, 300, 4000})
  void survivesRandomDockerfiles(long seed) {
    var random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < 1500; i++) {
      String text = random(random, 1 + random.nextInt(25));
      accepted += survives(text.getBytes(UTF_8), text) ? 1 : 0;
    }
    assertThat(accepted).as("files that parse, or the test would show nothing").isPositive();
  }

  @Test
  void survivesRandomBytes() {
    var random = new Random(7);
    for (int i = 0; i < 3000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      survives(bytes, "bytes " + i);
    }
  }

  private static boolean survives(byte[] content, String description) {
    try {
      Dockerfile dockerfile = DockerfileParser.parse(content, "Dockerfile");
      assertThat(dockerfile.tree().dump()).isNotEmpty();
      BuildChecks.check(LintInput.of(dockerfile));
      return true;
    } catch (InputException expected) {
      assertThat(expected.position().file()).as(description).isEqualTo("Dockerfile");
      return false;
    }
  }

  @Test
  void readsItsOwnDumpOfTriggersAgain() {
    var random = new Random(11);
    int compared = 0;
    for (int i = 0; i < 8_000; i++) {
      String text = "FROM scratch\nONBUILD " + random(random, 6).replace("FROM scratch\n", "");
      try {
        Dockerfile dockerfile = DockerfileParser.parse(text.getBytes(UTF_8), "Dockerfile");
        for (Instruction instruction : dockerfile.stages().getFirst().instructions()) {
          if (instruction instanceof Instruction.OnBuild onBuild
              && dockerfile.directives().escape() == '\\') {
            Instruction again = DockerfileParser.parseTrigger(onBuild.trigger(), "image");
            assertThat(again.keyword()).isEqualTo(onBuild.instruction().keyword());
            compared++;
          }
        }
      } catch (InputException expected) {
        // most random triggers are wrong
      }
    }
    assertThat(compared).isGreaterThan(20);
  }

  @Test
  void survivesRandomWords() {
    var random = new Random(5);
    var variables = Map.of("a", "x/y*z", "b", "", "B", "${a}");
    for (int i = 0; i < 40_000; i++) {
      String word = random(random, 1 + random.nextInt(12));
      try {
        ShellWords.Result result =
            ShellWords.withEscape(random.nextBoolean() ? '\\' : '`').expand(word, variables, HERE);
        assertThat(variables.keySet()).containsAll(result.used());
      } catch (InputException expected) {
        assertThat(expected.position()).isEqualTo(HERE.start());
      }
    }
  }

  @Test
  void readsLargeFilesInBoundedTime() {
    List<String> files =
        List.of(
            "FROM scratch\n" + "RUN echo hello && echo \"$WORLD\"\n".repeat(300_000),
            "FROM scratch\nENV " + "a=b \\\n".repeat(400_000) + "c=d\n",
            "FROM scratch\nRUN true" + " \\\n\n#\n && true".repeat(200_000),
            "FROM scratch\nCOPY <<EOF /x\n" + "line of text\n".repeat(800_000) + "EOF\n",
            "FROM scratch AS a\n".repeat(150_000),
            "# comment\n".repeat(300_000) + "FROM scratch\n",
            "FROM scratch\nRUN " + "<<A \\\n".repeat(20_000) + "x\n" + "A\n".repeat(20_000));
    for (String file : files) {
      byte[] content = file.getBytes(UTF_8);
      Dockerfile dockerfile =
          Assertions.assertTimeout(PATIENCE, () -> DockerfileParser.parse(content, "Dockerfile"));
      assertThat(dockerfile.stages()).isNotEmpty();
    }
  }

  @Test
  void refusesLinesNobodyWrites() {
    byte[] long2 = ("FROM scratch\nRUN " + "x".repeat(2 << 20)).getBytes(UTF_8);
    assertThatThrownBy(() -> DockerfileParser.parse(long2, "Dockerfile"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Dockerfile:2: this line is longer than");
    byte[] nested = ("FROM scratch\n" + "ONBUILD ".repeat(100_000) + "RUN x").getBytes(UTF_8);
    assertThatThrownBy(() -> DockerfileParser.parse(nested, "Dockerfile"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Chaining ONBUILD");
    byte[] json = ("FROM scratch\nCMD " + "[".repeat(500_000)).getBytes(UTF_8);
    assertThat(DockerfileParser.parse(json, "Dockerfile").stages()).hasSize(1);
  }

  @Test
  void expandsHostilePatternsInBoundedTime() {
    var variables = Map.of("v", "a".repeat(50_000), "p", "*a".repeat(250) + "b");
    for (String word : List.of("${v#$p}", "${v%%$p}", "${v/$p/x}", "${v//$p/x}", "${v//a/xy}")) {
      Assertions.assertTimeout(
          PATIENCE, () -> ShellWords.withEscape('\\').expand(word, variables, HERE), word);
    }
    var large = Map.of("v", "a".repeat(1_000_000), "p", "*a".repeat(100_000));
    assertThatThrownBy(() -> ShellWords.withEscape('\\').expand("${v#$p}", large, HERE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("too much work");
  }
}
