package dev.slipway.dockerfile.lint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.dockerfile.ignore.IgnorePatterns;
import dev.slipway.dockerfile.syntax.Dockerfile;
import dev.slipway.dockerfile.syntax.DockerfileParser;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuildChecksTest {

  private static LintInput input(String text) {
    Dockerfile dockerfile = DockerfileParser.parse(text.getBytes(UTF_8), "Dockerfile");
    return LintInput.of(dockerfile)
        .withBases(image ->
            Optional.of(
                new LintInput.Base(
                    Set.of("BASE_VERSION"),
                    image.equals("foreign") ? "linux/arm64" : "linux/amd64",
                    "linux/amd64")));
  }

  private static List<String> buildKit(LintInput input) {
    return BuildChecks.check(input).findings().stream()
        .filter(f -> f.rule().origin() == LintRule.Origin.BUILDKIT)
        .map(Finding::toString)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ARG B=foreign;FROM $B | InvalidBaseImagePlatform: Base image foreign was pulled with platform "linux/arm64", expected "linux/amd64" for current build (line 2)
          FROM scratch AS Web | StageNameCasing: Stage name 'Web' should be lowercase (line 1)
          FROM scratch as web | FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 1)
          from scratch AS web | FromAsCasing: 'AS' and 'from' keywords' casing do not match (line 1)
          FROM scratch;COPY a \\;;b | NoEmptyContinuation: Empty continuation line (line 4)
          FROM scratch;Copy a b | ConsistentInstructionCasing: Command 'Copy' should match the case of the command majority (uppercase) (line 2)
          from scratch;copy a b;COPY a b | ConsistentInstructionCasing: Command 'COPY' should match the case of the command majority (lowercase) (line 3)
          FROM scratch AS a;FROM scratch AS a1;FROM scratch AS a | DuplicateStageName: Duplicate stage name "a", stage names should be unique (line 3)
          FROM scratch AS context | ReservedStageName: Stage name should not use the same name as reserved stage "context" (line 1)
          FROM scratch;CMD run me | JSONArgsRecommended: JSON arguments recommended for CMD to prevent unintended behavior related to OS signals (line 2)
          FROM scratch;ENTRYPOINT run me | JSONArgsRecommended: JSON arguments recommended for ENTRYPOINT to prevent unintended behavior related to OS signals (line 2)
          FROM scratch;MAINTAINER me | MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label (line 2)
          FROM busybox:1$TGA;RUN a | UndefinedArgInFrom: FROM argument 'TGA' is not declared (line 1)
          ARG TAG=1;FROM busybox:1$TGA | UndefinedArgInFrom: FROM argument 'TGA' is not declared (did you mean TAG?) (line 2)
          FROM scratch;WORKDIR app | WorkdirRelativePath: Relative workdir "app" can have unexpected results if the base image changes (line 2)
          FROM scratch;COPY $src . | UndefinedVar: Usage of undefined variable '$src' (line 2)
          FROM scratch;ENV PATH=$PAHT:/x | UndefinedVar: Usage of undefined variable '$PAHT' (did you mean $PATH?) (line 2)
          FROM scratch;USER $TARGETARCH | UndefinedVar: Usage of undefined variable '$TARGETARCH' (line 2)
          FROM scratch;ENV a=1 b=$a | UndefinedVar: Usage of undefined variable '$a' (line 2)
          FROM scratch;COPY <<E /x;$nope;E | UndefinedVar: Usage of undefined variable '$nope' (line 2)
          FROM scratch;CMD ["a"];CMD ["b"] | MultipleInstructionsDisallowed: Multiple CMD instructions should not be used in the same stage because only the last one will be used (line 2)
          FROM scratch;HEALTHCHECK NONE;HEALTHCHECK CMD x | MultipleInstructionsDisallowed: Multiple HEALTHCHECK instructions should not be used in the same stage because only the last one will be used (line 2)
          FROM scratch;ENV a b | LegacyKeyValueFormat: "ENV key=value" should be used instead of legacy "ENV key value" format (line 2)
          FROM scratch;LABEL a b | LegacyKeyValueFormat: "LABEL key=value" should be used instead of legacy "LABEL key value" format (line 2)
          FROM --platform=$TARGETPLATFORM scratch | RedundantTargetPlatform: Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior (line 1)
          FROM --platform=${TARGETPLATFORM} scratch | RedundantTargetPlatform: Setting platform to predefined ${TARGETPLATFORM} in FROM is redundant as this is the default behavior (line 1)
          FROM --platform=linux/arm64 scratch | FromPlatformFlagConstDisallowed: FROM --platform flag should not use constant value "linux/arm64" (line 1)
          FROM scratch;ARG GITHUB_TOKEN | SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data (ARG "GITHUB_TOKEN") (line 2)
          FROM scratch;ENV apikey= | SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data (ENV "apikey") (line 2)
          ARG IMAGE;FROM $IMAGE | InvalidDefaultArgInFrom: Default value for ARG $IMAGE results in empty or invalid base image name (line 2)
          ARG V;FROM busybox:$V | InvalidDefaultArgInFrom: Default value for ARG busybox:$V results in empty or invalid base image name (line 2)
          FROM scratch;EXPOSE 80/TcP | ExposeProtoCasing: Defined protocol '80/TcP' in EXPOSE instruction should be lowercase (line 2)
          FROM scratch;EXPOSE 127.0.0.1:80:80 | ExposeInvalidFormat: EXPOSE instruction should not define an IP address or host-port mapping, found '127.0.0.1:80:80' (line 2)
          """)
  void findsWhatBuildKitFinds(String text, String expected) {
    assertThat(buildKit(input(lines(text)))).containsExactly(expected);
  }

  private static String lines(String text) {
    return text.replace("\\\\", "\\").replace(";", "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From scratch as base;FROM scratch AS base2;# check=skip=all",
        "FROM scratch;ARG foo;COPY x$foo .",
        "FROM scratch AS b;ARG foo=1;FROM b;COPY $foo .",
        "FROM alpine:3;COPY $BASE_VERSION .",
        "FROM alpine:3;RUN echo $ANYTHING",
        "FROM scratch;SHELL [\"x\"];CMD a",
        "FROM scratch AS b;SHELL [\"x\"];FROM b;ENTRYPOINT a",
        "FROM scratch AS a;WORKDIR /app;FROM a;WORKDIR sub",
        "FROM --platform=$BUILDPLATFORM scratch",
        "ARG DEBUG;FROM scratch${DEBUG}",
        "ARG DEBUG;FROM scra${DEBUG:-tch}",
        "ARG B=base;FROM scratch AS base;FROM $B",
        "FROM --platform=linux/arm64 scratch AS my_arm64",
        "FROM scratch;ENV PUBLIC_KEY= secret_File=x AUTH_MODULE_VERSION=1",
        "FROM scratch AS a;CMD [\"a\"];FROM a;CMD [\"b\"]",
        "FROM scratch;COPY <<'E' /x;$nope;E",
        "FROM scratch;# check=skip=SecretsUsedInArgOrEnv // not one;ENV key=1",
        "FROM scratch;# check=skip=all;CMD a",
      })
  void staysSilentOtherwise(String text) {
    List<String> found = buildKit(input(lines(text)));
    if (text.startsWith("From")) {
      assertThat(found).singleElement().asString().contains("Command 'From'");
    } else {
      assertThat(found).isEmpty();
    }
  }

  @Test
  void reportsOnlyLikelyMisspellingsWhenTheBaseIsUnknown() {
    String text = "FROM base:1\nARG VERSION=1\nCOPY $PYTHON_HOME $VERSOIN $TARGETARCH /x/\n";
    Dockerfile dockerfile = DockerfileParser.parse(text.getBytes(UTF_8), "Dockerfile");
    assertThat(buildKit(LintInput.of(dockerfile)))
        .containsExactly(
            "UndefinedVar: Usage of undefined variable '$TARGETARCH' (line 3)",
            "UndefinedVar: Usage of undefined variable '$VERSOIN' (did you mean $VERSION?) (line"
                + " 3)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          COPY Dockerfile .      | Dockerfile             | Dockerfile
          ADD ./Dockerfile .     | Dockerfile             | Dockerfile
          COPY . .               | *                      | .
          COPY sub/a.txt /       | sub;!sub/b.txt         | sub/a.txt
          COPY sub/a.txt /       | !sub/a.txt;sub         | sub/a.txt
          COPY *.md /            | *.md                   | *.md
          COPY . .               | .*                     |
          COPY . .               | **;!Dockerfile         |
          COPY ./Dockerfile .    | **;!Dockerfile         |
          COPY sub /sub          | sub;!sub/a.txt         |
          COPY sub/*.txt /       | sub;!sub/a.txt         |
          COPY --from=b Dockerfile . | Dockerfile         |
          COPY su.b /            | su.b;!su\\.b/keep      |
          """)
  void findsCopiesOfIgnoredFiles(String copy, String ignore, String file) {
    IgnorePatterns patterns =
        IgnorePatterns.parse(ignore.replace(";", "\n").getBytes(UTF_8), ".dockerignore");
    List<Finding> found =
        BuildChecks.check(
                input("FROM scratch AS b\nFROM scratch\n" + copy)
                    .withIgnore(".dockerignore", patterns))
            .findings();
    if (file == null) {
      assertThat(found).isEmpty();
    } else {
      String verb = copy.startsWith("ADD") ? "Add" : "Copy";
      assertThat(found)
          .extracting(Finding::message)
          .containsExactly(
              "Attempting to " + verb + " file \"" + file + "\" that is excluded by .dockerignore");
    }
  }

  @Test
  void checksDescriptionsOnlyWhenAsked() {
    String text =
        """
        # bar this is the bar
        ARG foo=bar
        # BasE this is the image
        FROM scratch AS base
        # bad comment
        ARG a=1 b=2
        # b is described
        ARG a b
        #
        ARG c

        """;
    assertThat(buildKit(input(text))).isEmpty();
    assertThat(buildKit(input("# check=skip=all;experimental=all\n" + text)))
        .containsExactly(
            "InvalidDefinitionDescription: Comment for ARG should follow the format: `# foo"
                + " <description>` (line 3)",
            "InvalidDefinitionDescription: Comment for FROM should follow the format: `# base"
                + " <description>` (line 5)",
            "InvalidDefinitionDescription: Comment for ARG should follow the format: `# <arg_key>"
                + " <description>` (line 7)");
  }

  @Test
  void failsTheBuildWhenAskedTo() {
    LintInput input = input("#check=skip=JSONArgsRecommended;error=true\nFROM nginx as a\nCMD x\n");
    assertThat(BuildChecks.check(input).violation())
        .get()
        .satisfies(e -> {
          assertThat(e.problem()).isEqualTo("lint violation found for rules: FromAsCasing");
          assertThat(e.position().line()).isEqualTo(2);
        });
    LintInput overruled =
        input.withBuildArguments(Map.of("BUILDKIT_DOCKERFILE_CHECK", "skip=FromAsCasing"));
    assertThat(BuildChecks.check(overruled).violation()).isEmpty();
    // Slipway's own rules never fail what BuildKit accepts.
    LintReport own = BuildChecks.check(input("#check=error=true\nFROM nginx\n"));
    assertThat(own.findings()).isNotEmpty();
    assertThat(own.violation()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "skip", "error=maybe", "skip=all;wrong=1"})
  void refusesUnknownOptions(String check) {
    LintInput input = input("# check=" + check + "\nFROM scratch\n");
    assertThatThrownBy(() -> BuildChecks.check(input))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Dockerfile:1:9: invalid check option");
  }

  @Test
  void tellsWhichStageAFindingIsIn() {
    LintReport report =
        BuildChecks.check(input("FROM scratch AS A\nENV a b\nFROM scratch\nENV c d\n"));
    assertThat(report.within(stage -> stage == 1).findings())
        .extracting(f -> f.rule().id())
        .containsExactly("StageNameCasing", "LegacyKeyValueFormat");
  }

  @Test
  void documentsEachRule() {
    assertThat(LintRule.JSON_ARGS_RECOMMENDED.url())
        .contains("https://docs.docker.com/go/dockerfile/rule/json-args-recommended/");
    assertThat(LintRule.values())
        .allSatisfy(rule -> assertThat(rule.description()).isNotBlank())
        .filteredOn(rule -> rule.origin() == LintRule.Origin.BUILDKIT)
        .hasSize(22)
        .allSatisfy(rule -> assertThat(rule.url()).isPresent());
  }
}
