package dev.slipway.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of repositories and options of pushes. */
@NullMarked
class NamesTest {
  @Test
  void readsNames() {
    var name = RepositoryName.parse("local/doctor-app");
    assertThat(name).isEqualTo(new RepositoryName("local", "doctor-app"));
    assertThat(name).hasToString("local/doctor-app");
    assertThat(name.resource()).isEqualTo("repositories/local/doctor-app");
    assertThat(RepositoryName.parse("A1/_x.y-z")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a/",
        "/a",
        "../a",
        "a/..",
        "a/.",
        "a/.git",
        "a/b/c",
        "a/b.git",
        "a/b.GIT",
        "a/b.lock",
        "a/b..c",
        "a/-x",
        "-a/x",
        "a/b ",
        "a/b\n",
        "a/b\0",
        "a/b%2e",
        "a\\b/c",
        "ä/b",
        "a/b.",
        ".a/b"
      })
  void refusesNames(String text) {
    assertThatThrownBy(() -> RepositoryName.parse(text)).isInstanceOf(InputException.class);
  }

  @Test
  void readsPushOptions() {
    assertThat(PushOptions.parse(List.of())).isEqualTo(none());
    assertThat(PushOptions.parse(List.of("slipway.nowait", "ci.skip"))).isEqualTo(none());
    assertThat(PushOptions.parse(List.of("slipway.pr")).opensPullRequest()).isTrue();
    var full =
        PushOptions.parse(
            List.of("slipway.pr.title=A = B", "slipway.pr.base=release", "slipway.pr.body=Text"));
    assertThat(full)
        .isEqualTo(
            new PushOptions(
                true, Optional.of("A = B"), Optional.of("Text"), Optional.of("release")));
  }

  private static PushOptions none() {
    return new PushOptions(false, Optional.empty(), Optional.empty(), Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"slipway.wat", "slipway.pr.titel=x", "slipway.pr.title", "slipway.pr=x"})
  void refusesOptionsThatDoNotExist(String option) {
    assertThatThrownBy(() -> PushOptions.parse(List.of(option)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(option)
        .hasMessageContaining("slipway.nowait");
  }
}
