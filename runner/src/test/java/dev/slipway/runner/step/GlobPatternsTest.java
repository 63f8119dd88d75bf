package dev.slipway.runner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.SlipwayException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class GlobPatternsTest {
  private static boolean matches(String path, String... patterns) {
    return GlobPatterns.of(List.of(patterns), Path.of("/work")).matches(path);
  }

  @Test
  void aStarStaysInItsDirectoryAndTwoDoNot() {
    assertThat(matches("package-lock.json", "*.json")).isTrue();
    assertThat(matches("a/package-lock.json", "*.json")).isFalse();
    assertThat(matches("a/b/package-lock.json", "**/package-lock.json")).isTrue();
    assertThat(matches("package-lock.json", "**/package-lock.json")).isTrue();
    assertThat(matches(".hidden", "*")).isTrue();
    assertThat(matches("a1", "a?")).isTrue();
    assertThat(matches("a/", "a?")).isFalse();
  }

  @Test
  void namesOfDirectoriesMeanAllBelow() {
    assertThat(matches("src/main/A.java", "src")).isTrue();
    assertThat(matches("src2/A.java", "src")).isFalse();
    assertThat(matches("src/A.java", "/work/src")).isTrue();
    assertThat(matches("src/A.java", "./src")).isTrue();
    assertThat(matches("src/A.java", "/elsewhere/src")).isFalse();
  }

  @Test
  void laterPatternsTakeOutAndBringBack() {
    assertThat(matches("a/x.txt", "**/*.txt", "!a/**")).isFalse();
    assertThat(matches("a/x.txt", "**/*.txt\n# not these\n!a/**\na/x.txt")).isTrue();
    assertThat(matches("b/x.txt", "**/*.txt", "!a/**")).isTrue();
  }

  @Test
  void setsAndEscapesMeanCharacters() {
    assertThat(matches("b", "[abc]")).isTrue();
    assertThat(matches("d", "[abc]")).isFalse();
    assertThat(matches("d", "[!abc]")).isTrue();
    assertThat(matches("a&b", "a&b")).isTrue();
    assertThat(matches("*", "\\*")).isTrue();
    assertThat(matches("x", "\\*")).isFalse();
    assertThat(matches("a.b", "a.b")).isTrue();
    assertThat(matches("axb", "a.b")).isFalse();
  }

  @Test
  void doesNotPretendToFollowLinks() {
    assertThatThrownBy(() -> matches("a", "--follow-symbolic-links", "*"))
        .isInstanceOf(SlipwayException.class);
  }
}
