package dev.slipway.dockerfile.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoGlobTest {
  @ParameterizedTest
  @CsvSource({
    "*.txt, a.txt, true",
    "*.txt, d/a.txt, false",
    "d/*.txt, d/a.txt, true",
    "h?m, hom, true",
    "h?m, h/m, false",
    "[a-c]x, bx, true",
    "[^a-c]x, bx, false",
    "[^a]x, /x, false",
    "'a\\*b', a*b, true",
    "'a\\*b', axb, false",
    "a.b, axb, false",
    "'[\\]]', ], true",
    "[d], d, true",
    "'[\\d]', 1, false",
    "**, a, true",
    "**, a/b, false"
  })
  void matches(String glob, String path, boolean expected) {
    assertThat(GoGlob.compile(glob).matches(path)).isEqualTo(expected);
  }

  @Test
  void knowsWildcardsFromEscapes() {
    assertThat(GoGlob.hasWildcards("a\\*b")).isFalse();
    assertThat(GoGlob.unescaped("a\\*b")).isEqualTo("a*b");
    assertThat(GoGlob.hasWildcards("a[b]")).isTrue();
    assertThatThrownBy(() -> GoGlob.compile("a[b")).isInstanceOf(IllegalArgumentException.class);
  }
}
