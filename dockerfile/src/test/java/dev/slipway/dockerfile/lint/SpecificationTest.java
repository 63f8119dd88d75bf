package dev.slipway.dockerfile.lint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.dockerfile.ignore.IgnorePatterns;
import dev.slipway.dockerfile.syntax.Dockerfile;
import dev.slipway.dockerfile.syntax.DockerfileParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Dockerfiles and ignore files of the specification, unmodified. */
class SpecificationTest {
  private static final String NAME = "shared/specification/deployment-pipeline.md";
  private static String text = "";

  @BeforeAll
  static void needsTheSpecification() throws IOException {
    Path at = Path.of("").toAbsolutePath();
    while (at != null && !Files.exists(at.resolve(NAME))) {
      at = at.getParent();
    }
    assumeTrue(at != null, NAME + " not found above the working directory, tests skipped");
    if (at != null) {
      text = Files.readString(at.resolve(NAME));
    }
  }

  private static List<String> blocks(String opening) {
    var block = Pattern.compile("(?ms)" + opening + "\\n(.*?)^```$");
    return block.matcher(text).results().map(m -> m.group(1)).toList();
  }

  @Test
  void readsBothDockerfilesWithoutAWarningOfBuildKit() {
    List<String> files = blocks("^```dockerfile");
    assertThat(files).hasSize(2);
    for (String file : files) {
      Dockerfile dockerfile = DockerfileParser.parse(file.getBytes(UTF_8), "Dockerfile");
      assertThat(dockerfile.stages()).hasSize(2);
      assertThat(BuildChecks.check(LintInput.of(dockerfile)).findings())
          .isNotEmpty()
          .allSatisfy(f -> assertThat(f.rule().origin()).isEqualTo(LintRule.Origin.SLIPWAY));
    }
  }

  @Test
  void findsThatTheIgnoreFilesProtectTheRootOnly() {
    List<String> files = blocks("^### (?:Backend|Frontend) .dockerignore\\n\\n```");
    assertThat(files).hasSize(2);
    for (String file : files) {
      IgnorePatterns patterns = IgnorePatterns.parse(file.getBytes(UTF_8), ".dockerignore");
      assertThat(patterns.matches(".env")).isTrue();
      assertThat(patterns.matches("src/.env")).isFalse();
    }
  }
}
