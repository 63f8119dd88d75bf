package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.dockerfile.CacheLocation.Mode;
import dev.slipway.oci.ImageReference;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CacheLocationTest {
  private static CacheLocation parse(String value) {
    return CacheLocation.parse("--cache-to", value, Path.of("/work"));
  }

  @Test
  void readsWhatDockersUsersWrite() {
    assertThat(parse("type=gha,mode=max,scope=x")).isEqualTo(new CacheLocation.Kept(Mode.MAX));
    assertThat(parse("type=local,dest=c"))
        .isEqualTo(new CacheLocation.Directory(Path.of("/work/c"), Mode.MIN));
    assertThat(parse("type=registry,ref=r.example/a:b,mode=max"))
        .isEqualTo(new CacheLocation.Registry(ImageReference.parse("r.example/a:b"), Mode.MAX));
    assertThat(parse("r.example/a:b"))
        .isEqualTo(new CacheLocation.Registry(ImageReference.parse("r.example/a:b"), Mode.MIN));
  }

  @Test
  void refusesByNameWhatItCannotDo() {
    assertThatThrownBy(() -> parse("type=s3,bucket=x"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("s3");
    assertThatThrownBy(() -> parse("type=local")).hasMessageContaining("dest=DIR");
    assertThatThrownBy(() -> parse("type=registry")).hasMessageContaining("ref=");
    assertThatThrownBy(() -> parse("type=gha,mode=all")).hasMessageContaining("all");
  }
}
