package dev.slipway.dockerfile.lint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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

class SlipwayRulesTest {
  private static final String BACKEND =
      """
      FROM python:3.12-slim AS builder
      COPY --from=ghcr.io/astral-sh/uv:latest /uv /usr/local/bin/uv
      COPY pyproject.toml uv.lock ./
      RUN uv sync --frozen --no-dev
      COPY src/ ./src/
      FROM python:3.12-slim
      COPY --from=builder /app /app
      RUN useradd --create-home app
      USER app
      EXPOSE 8000
      """;

  private static Dockerfile parse(String text) {
    return DockerfileParser.parse(text.getBytes(UTF_8), "Dockerfile");
  }

  private static List<String> own(LintInput input) {
    return BuildChecks.check(input).findings().stream()
        .filter(f -> f.rule().origin() == LintRule.Origin.SLIPWAY)
        .map(f -> f.rule().id() + " " + f.range().firstLine())
        .toList();
  }

  @Test
  void findsWhatIsUnsafeInAPythonService() {
    assertThat(own(LintInput.of(parse(BACKEND)).withContainerPorts(Set.of(9000))))
        .containsExactlyInAnyOrder(
            "SlipwayFloatingImage 2",
            "SlipwayUvFrozenIsUnchecked 4",
            "SlipwayUvSyncInstallsProject 4",
            "SlipwayUvPythonDownloads 4",
            "SlipwayUserIdNotPinned 8",
            "SlipwayUserNotNumeric 9",
            "SlipwayExposeDiffers 10");
  }

  @Test
  void staysSilentWhenItIsMended() {
    String mended =
        BACKEND
            .replace("uv:latest", "uv:0.9.2")
            .replace("RUN uv sync --frozen", "ENV UV_PYTHON_DOWNLOADS=0\nRUN uv sync --locked")
            .replace("--no-dev", "--no-dev --no-install-project")
            .replace("--create-home", "--create-home --uid 10001")
            .replace("USER app", "USER 10001:10001");
    assertThat(own(LintInput.of(parse(mended)).withContainerPorts(Set.of(8000)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FROM nginx:1.29                        | SlipwayRunsAsRoot 1
          FROM nginxinc/nginx-unprivileged:1.29  |
          FROM nginx:1.29;USER 101               |
          FROM nginx:1.29;USER root              | SlipwayRunsAsRoot 2
          FROM nginx:1.29 AS a;USER 101;FROM a   |
          FROM company/thing                     | SlipwayFloatingImage 1
          FROM company/thing:latest              | SlipwayFloatingImage 1
          FROM company/thing@sha256:0000000000000000000000000000000000000000000000000000000000000000 |
          FROM localhost:5000/thing              | SlipwayFloatingImage 1
          FROM scratch                           |
          FROM scratch AS a;FROM a               |
          FROM scratch AS a;FROM scratch;COPY --from=A /a /b |
          FROM scratch;COPY --from=context /a /b |
          """)
  void looksAtBasesAndUsers(String text, String expected) {
    List<String> found = own(LintInput.of(parse(text.replace(";", "\n"))));
    assertThat(found).isEqualTo(expected == null ? List.of() : List.of(expected));
  }

  private static List<String> ignore(
      String patterns, String dockerfile, Map<String, String> files) {
    var list =
        new LintInput.IgnoreList(
            ".dockerignore", IgnorePatterns.parse(patterns.getBytes(UTF_8), ".dockerignore"));
    var context =
        new IgnoreChecks.Context(
            List.copyOf(files.keySet()), name -> Optional.ofNullable(files.get(name)));
    return IgnoreChecks.check(list, parse(dockerfile), context).stream()
        .map(f -> f.rule().id() + " " + f.range().firstLine() + ": " + f.message())
        .toList();
  }

  @Test
  void findsWhatAnIgnoreFileLetsThrough() {
    String patterns = "# caches\n__pycache__\n.env\n.env.*\n.env.local\n*.md\nREADME.md\n";
    var files =
        Map.of(
            "src/.env", "PASSWORD=x",
            "src/main.py", "",
            "src/.env.example", "",
            "README.md", "",
            "pyproject.toml", "[project]\nreadme = \"README.md\"\n",
            "Dockerfile", "",
            "k8s/app.yaml", "");
    assertThat(ignore(patterns, "FROM scratch\nCOPY . .\n", files))
        .containsExactlyInAnyOrder(
            "SlipwayIgnoreOnlyAtRoot 2: the pattern __pycache__ matches at the root of the context"
                + " only",
            "SlipwayIgnoreOnlyAtRoot 3: the pattern .env matches at the root of the context only;"
                + " src/.env is not ignored",
            "SlipwayIgnoreOnlyAtRoot 4: the pattern .env.* matches at the root of the context"
                + " only; src/.env.example is not ignored",
            "SlipwayIgnoreOnlyAtRoot 5: the pattern .env.local matches at the root of the context"
                + " only",
            "SlipwayIgnoreOnlyAtRoot 6: the pattern *.md matches at the root of the context only",
            "SlipwayIgnoreRedundant 5: the pattern .env.local repeats .env.* in line 4",
            "SlipwayIgnoreRedundant 7: the pattern README.md repeats *.md in line 6",
            "SlipwayIgnoreBuildFiles 1: Dockerfile, k8s are copied into the image, and a change"
                + " there repeats the build",
            "SlipwayIgnoredReadme 1: pyproject.toml declares the readme README.md, which is"
                + " ignored: building the package will fail",
            "SlipwaySecretFileInContext 1: src/.env is not ignored and is copied into the image");
  }

  @Test
  void staysSilentAboutACarefulIgnoreFile() {
    String patterns = "**/.env\n**/.env.*\n**/*.md\n!README.md\nDockerfile\n.dockerignore\n";
    var files = Map.of("src/.env", "", "README.md", "", "pyproject.toml", "readme = \"README.md\"");
    assertThat(ignore(patterns, "FROM scratch\nCOPY . .\n", files)).isEmpty();
  }

  @Test
  void knowsWhichSecretsAreNotCopied() {
    var files = Map.of("deploy/key.pem", "", "src/main.py", "");
    assertThat(ignore("", "FROM scratch\nCOPY src/ /src/\n", files)).isEmpty();
    assertThat(ignore("", "FROM scratch\nCOPY src deploy /x/\n", files))
        .singleElement()
        .asString()
        .startsWith("SlipwaySecretFileInContext");
  }
}
