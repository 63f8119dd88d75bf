package dev.slipway.dockerfile.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.slipway.base.InputException;
import dev.slipway.dockerfile.lint.BuildChecks;
import dev.slipway.dockerfile.lint.LintInput;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Any bytes are read or refused by position, nothing else. Ordinary runs try the inputs kept beside
 * the resources; with {@code JAZZER_FUZZ=1} and {@code -Djazzer.hooks=true} new ones are made.
 */
class DockerfileFuzzTest {
  private static final SourceRange HERE = new SourceRange("Dockerfile", 1, 1, 1);
  private static final Map<String, String> VARIABLES =
      Map.of("A", "one two", "EMPTY", "", "P", "/a/b.tar.gz");

  @FuzzTest
  void lexer(byte[] text) {
    try {
      SyntaxTree tree = DockerfileParser.tree(text, "Dockerfile");
      assertThat(tree.dump()).isNotEmpty();
    } catch (InputException e) {
      assertThat(e.getMessage()).startsWith("Dockerfile");
    }
  }

  @FuzzTest
  void parser(byte[] text) {
    try {
      Dockerfile file = DockerfileParser.parse(text, "Dockerfile");
      assertThat(file.stages()).isNotEmpty();
      BuildChecks.check(LintInput.of(file));
    } catch (InputException e) {
      assertThat(e.getMessage()).startsWith("Dockerfile");
    }
  }

  @FuzzTest
  void words(byte[] text) {
    String word = new String(text, StandardCharsets.UTF_8);
    for (char escape : new char[] {'\\', '`'}) {
      try {
        ShellWords.withEscape(escape).expand(word, VARIABLES, HERE);
      } catch (InputException e) {
        assertThat(e.getMessage()).startsWith("Dockerfile");
      }
    }
  }
}
