package dev.slipway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PulledImagesTest {
  @TempDir Path directory;

  @Test
  void knowsWhatNamesMeanAfterARestart() throws IOException {
    var images = new PulledImages(directory.resolve("pulled"));
    images.put(name("r.test/web"), manifest("one"));
    images.put(name("r.test/web:2"), manifest("two"));
    images.put(name("r.test/web"), manifest("three"));

    var again = new PulledImages(directory.resolve("pulled"));

    assertThat(again.find(name("r.test/web:latest"))).hasValue(manifest("three"));
    assertThat(again.find(name("r.test/web:2"))).hasValue(manifest("two"));
    assertThat(again.find(name("r.test/web@" + manifest("two").digest()))).isEmpty();
    assertThat(again.list())
        .extracting(ImageCatalog.Entry::name)
        .containsExactly("r.test/web:2", "r.test/web:latest");
  }

  @Test
  void forgetsTheNamesThatWereNeededLongestAgo() throws IOException {
    var images = new PulledImages(directory.resolve("pulled"));
    for (int i = 0; i < 500; i++) {
      images.put(name("r.test/web:" + i), manifest("one"));
    }
    images.put(name("r.test/web:0"), manifest("one"));
    images.put(name("r.test/web:new"), manifest("one"));

    assertThat(images.find(name("r.test/web:0"))).isPresent();
    assertThat(images.find(name("r.test/web:1"))).isEmpty();
    assertThat(images.list()).hasSize(500);
  }

  private static ImageReference name(String text) {
    return ImageReference.parse(text);
  }

  private static Descriptor manifest(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return Descriptor.of(
        MediaTypes.MANIFEST, Digest.of(Digest.Algorithm.SHA256, bytes), bytes.length);
  }
}
