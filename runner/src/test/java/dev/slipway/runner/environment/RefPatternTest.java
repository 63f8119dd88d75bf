package dev.slipway.runner.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          main        | refs/heads/main          | true
          main        | refs/heads/main2         | false
          main        | refs/tags/main           | false
          Main        | refs/heads/main          | false
          release/*   | refs/heads/release/1     | true
          release/*   | refs/heads/release/1/x   | false
          release/*/* | refs/heads/release/1/x   | true
          *           | refs/heads/a/b           | false
          **/fix      | refs/heads/fix           | true
          **/fix      | refs/heads/a/b/fix       | true
          v?          | refs/heads/v1            | true
          v?          | refs/heads/v/            | false
          v[0-9]      | refs/heads/v7            | true
          v[!0-9]     | refs/heads/v7            | false
          v[!0-9]     | refs/heads/vx            | true
          a[^b]c      | refs/heads/a/c           | false
          a.c         | refs/heads/abc           | false
          a\\*        | refs/heads/a*            | true
          a\\*        | refs/heads/ab            | false
          main        | refs/pull/3/merge        | false
          *           | refs/pull/3/merge        | false
          refs/pull/*/merge | refs/pull/3/merge  | true
          """)
  void fitsBranchesAsGitHubDoes(String pattern, String ref, boolean fits) {
    assertThat(new RefPattern(RefPattern.Kind.BRANCH, pattern).matches(ref)).isEqualTo(fits);
  }

  @Test
  void aTagIsNoBranch() {
    var tags = new RefPattern(RefPattern.Kind.TAG, "v*");

    assertThat(tags.matches("refs/tags/v1.2")).isTrue();
    assertThat(tags.matches("refs/heads/v1.2")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"''", "a[b", "x[9-0]"})
  void refusesWhatIsNoPattern(String text) {
    assertThatThrownBy(() -> new RefPattern(RefPattern.Kind.BRANCH, text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is no pattern");
  }
}
