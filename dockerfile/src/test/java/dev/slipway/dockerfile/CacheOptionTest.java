package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.dockerfile.CacheLocation.Mode;
import dev.slipway.dockerfile.CacheLocation.Unreachable;
import dev.slipway.dockerfile.CacheOption.Use;
import dev.slipway.oci.ImageReference;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CacheOptionTest {
  private static CacheLocation parse(Use use, String value) {
    return CacheOption.parse(use, value).location(Path.of("/work"));
  }

  private static CacheLocation parse(String value) {
    return parse(Use.TO, value);
  }

  @Test
  void readsWhatDockersUsersWrite() {
    assertThat(parse("type=gha,mode=max,scope=x")).isEqualTo(new CacheLocation.Kept(Mode.MAX));
    assertThat(parse("type=local,dest=c"))
        .isEqualTo(new CacheLocation.Directory(Path.of("/work/c"), Mode.MIN));
    assertThat(parse(Use.FROM, "type=local,src=c"))
        .isEqualTo(new CacheLocation.Directory(Path.of("/work/c"), Mode.MIN));
    assertThat(parse("type=registry,ref=r.example/a:b,mode=max"))
        .isEqualTo(new CacheLocation.Registry(ImageReference.parse("r.example/a:b"), Mode.MAX));
    assertThat(parse("type=registry,ref=r.example/a:b,ignore-error=true"))
        .isEqualTo(
            new CacheLocation.Registry(
                ImageReference.parse("r.example/a:b"), Mode.MIN, Unreachable.IS_TOLD));
    assertThat(parse(Use.FROM, "r.example/a:b"))
        .isEqualTo(new CacheLocation.Registry(ImageReference.parse("r.example/a:b"), Mode.MIN));
    assertThat(parse("type=inline")).isEqualTo(new CacheLocation.Inline());
  }

  @Test
  void refusesByNameWhatItCannotDo() {
    assertThatThrownBy(() -> parse("type=s3,bucket=x"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("s3");
    assertThatThrownBy(() -> parse("type=local")).hasMessageContaining("dest=DIR");
    assertThatThrownBy(() -> parse("type=local,src=x")).hasMessageContaining("dest=DIR");
    assertThatThrownBy(() -> parse(Use.FROM, "type=local,dest=x")).hasMessageContaining("src=DIR");
    assertThatThrownBy(() -> parse("type=registry")).hasMessageContaining("ref=");
    assertThatThrownBy(() -> parse("type=gha,mode=all")).hasMessageContaining("all");
    assertThatThrownBy(() -> parse("type=gha,ignore-error=maybe")).hasMessageContaining("maybe");
    assertThatThrownBy(() -> parse("type=gha,")).hasMessageContaining("without a value");
  }

  @Test
  void tellsWhatHasNoEffect() {
    String all = "type=registry,ref=a/b,mode=max,image-manifest=true,oci-mediatypes=true";
    assertThat(CacheOption.parse(Use.TO, all).notices()).isEmpty();
    assertThat(CacheOption.parse(Use.FROM, "type=gha,scope=x,timeout=5m").notices()).isEmpty();
    assertThat(
            CacheOption.parse(Use.TO, "type=local,dest=x,image-manifest=false,scope=y").notices())
        .containsExactly(
            "--cache-to: image-manifest=false has no effect", "--cache-to: scope=y has no effect");
    assertThat(CacheOption.parse(Use.FROM, "type=inline").notices())
        .singleElement()
        .asString()
        .contains("type=registry,ref=NAME");
  }
}
