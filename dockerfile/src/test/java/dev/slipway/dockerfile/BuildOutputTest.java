package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.oci.layer.Compression;
import dev.slipway.oci.layer.Packing;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BuildOutputTest {
  private static final Path HERE = Path.of("/w");

  @Test
  void reads() {
    assertThat(BuildOutput.parse("type=image", HERE)).isEqualTo(new BuildOutput.Image());
    assertThat(BuildOutput.parse("type=oci,dest=d", HERE))
        .isEqualTo(new BuildOutput.OciDirectory(Path.of("/w/d")));
    assertThat(BuildOutput.parse("type=oci,dest=d.tar", HERE))
        .isEqualTo(new BuildOutput.OciArchive(Path.of("/w/d.tar")));
    assertThat(BuildOutput.parse("dest=/x,type=local", HERE))
        .isEqualTo(new BuildOutput.LocalDirectory(Path.of("/x")));
    assertThat(BuildOutput.parse("out", HERE))
        .isEqualTo(new BuildOutput.LocalDirectory(Path.of("/w/out")));
  }

  @Test
  void readsWhatBuildxSaysOfImages() {
    String value = "type=registry,name=a/b:1,annotation.org.x=y,compression=zstd,unpack=true";
    assertThat(BuildOutput.parse(value, HERE)).isEqualTo(new BuildOutput.Image());
    assertThat(BuildOutput.annotations(value)).containsExactly(Map.entry("org.x", "y"));
    assertThat(BuildOutput.pushes(value)).isTrue();
    assertThat(BuildOutput.pushes("type=image,push=false")).isFalse();
  }

  @Test
  void saysWhatIsDoneOtherwise() {
    String value = "type=image,compression=zstd,compression-level=19,force-compression=true";
    assertThat(BuildOutput.parse(value, HERE)).isEqualTo(new BuildOutput.Image());
    assertThat(BuildOutput.baseLayers(value)).isEqualTo(BuildRequest.BaseLayers.RECOMPRESSED);
    assertThat(BuildOutput.packing(value)).contains(new Packing(Compression.ZSTD, Optional.of(19)));
    assertThat(BuildOutput.notices(value)).isEmpty();
    assertThat(BuildOutput.packing("type=image,compression-level=9"))
        .contains(new Packing(Compression.GZIP, Optional.of(9)));
    assertThat(BuildOutput.packing("type=image")).isEmpty();
    String plain = "type=image,compression=uncompressed,compression-level=3";
    assertThat(BuildOutput.packing(plain)).contains(Packing.of(Compression.NONE));
    assertThat(BuildOutput.notices(plain)).singleElement().asString().contains("level=3");
    assertThat(BuildOutput.notices("out")).isEmpty();
    assertThat(BuildOutput.baseLayers("type=image")).isEqualTo(BuildRequest.BaseLayers.AS_THEY_ARE);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    for (String wrong :
        new String[] {
          "type=zip,dest=x",
          "type=oci",
          "type=oci,dst=x",
          "a=b",
          "-",
          "type=tar,dest=-",
          "type=image,compression=estargz",
          "type=image,compression-level=x",
          "type=image,compression-level=-1",
          "type=image,compression-level=10",
          "type=image,compression=zstd,compression-level=23",
          "type=image,compression=uncompressed,compression-level=x",
          "type=image,force-compression=maybe"
        }) {
      assertThatThrownBy(() -> BuildOutput.parse(wrong, HERE))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("--output " + wrong);
    }
  }
}
