package dev.slipway.workflow.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FilterTest {
  private static List<FilterPattern> patterns(String... patterns) {
    return Stream.of(patterns).map(FilterPattern::parse).toList();
  }

  @Test
  void theLastPatternThatMatchesDecides() {
    var filter =
        Filter.including(patterns("releases/**", "!releases/**-alpha", "releases/9-alpha"));
    assertThat(filter.accepts("releases/10")).isTrue();
    assertThat(filter.accepts("releases/10-alpha")).isFalse();
    assertThat(filter.accepts("releases/9-alpha")).isTrue();
    assertThat(filter.accepts("main")).isFalse();
  }

  @Test
  void anExclusionBeforeTheInclusionIsWithoutEffect() {
    assertThat(Filter.including(patterns("!main", "**")).accepts("main")).isTrue();
  }

  @Test
  void exclusionsAloneAreRefused() {
    assertThatThrownBy(() -> Filter.including(patterns("!main", "!x")))
        .isInstanceOf(FilterException.class)
        .hasMessageContaining("'**'");
  }

  @Test
  void anEmptyListIncludesNothing() {
    assertThat(Filter.including(List.of()).accepts("main")).isFalse();
    assertThat(Filter.ignoring(List.of()).accepts("main")).isTrue();
  }

  @Test
  void ignoredNamesAreNotAccepted() {
    var filter = Filter.ignoring(patterns("docs/**", "!docs/api/**"));
    assertThat(filter.accepts("docs/index.md")).isFalse();
    assertThat(filter.accepts("docs/api/index.md")).isTrue();
    assertThat(filter.accepts("src/a")).isTrue();
  }

  @Test
  void onePathThatPassesIsEnough() {
    var including = Filter.including(patterns("src/**", "!src/**.md"));
    assertThat(including.acceptsChange(List.of("README.md", "src/a.java"))).isTrue();
    assertThat(including.acceptsChange(List.of("README.md", "src/a.md"))).isFalse();
    assertThat(including.acceptsChange(List.of())).isFalse();

    var ignoring = Filter.ignoring(patterns("docs/**"));
    assertThat(ignoring.acceptsChange(List.of("docs/a", "docs/b"))).isFalse();
    assertThat(ignoring.acceptsChange(List.of("docs/a", "src/b"))).isTrue();
    assertThat(ignoring.acceptsChange(List.of())).isTrue();
  }
}
