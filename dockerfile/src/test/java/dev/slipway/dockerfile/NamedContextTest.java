package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.oci.Digest;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NamedContextTest {
  private static final Path HERE = Path.of("/w");

  private static NamedContext parse(String value) {
    return NamedContext.parse("n", value, HERE);
  }

  @Test
  void readsEveryKind() {
    Digest digest = Digest.of(new byte[0]);
    assertThat(parse("../x")).isEqualTo(new NamedContext.Directory(Path.of("/w/../x")));
    assertThat(parse("alpine:3.19"))
        .isEqualTo(new NamedContext.Directory(Path.of("/w/alpine:3.19")));
    assertThat(parse("docker-image://alpine:3.19"))
        .isEqualTo(new NamedContext.Image("alpine:3.19"));
    assertThat(parse("oci-layout://out:v1"))
        .isEqualTo(new NamedContext.Layout(Path.of("/w/out"), Optional.of("v1"), Optional.empty()));
    assertThat(parse("oci-layout:///a/b@" + digest))
        .isEqualTo(new NamedContext.Layout(Path.of("/a/b"), Optional.empty(), Optional.of(digest)));
    assertThat(parse("oci-layout://out"))
        .isEqualTo(new NamedContext.Layout(Path.of("/w/out"), Optional.empty(), Optional.empty()));
  }

  @Test
  void refusesWhatHasToBeFetched() {
    for (String wrong :
        new String[] {
          "https://example.org/a.git",
          "git@example.org:a.git",
          "ssh://x/y",
          "target:other",
          "oci-layout://",
          "oci-layout://x@sha256:1"
        }) {
      assertThatThrownBy(() -> parse(wrong))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("--build-context n=" + wrong);
    }
  }
}
