package dev.slipway.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  private static final Descriptor CONFIG = Descriptor.of(MediaTypes.CONFIG, new byte[] {1});
  private static final Descriptor LAYER = Descriptor.of(MediaTypes.LAYER_GZIP, new byte[] {2});

  @Test
  void writesAndReadsImages() {
    ImageManifest manifest =
        ImageManifest.of(CONFIG, List.of(LAYER))
            .withAnnotations(Map.of("a", "b"))
            .withSubject(LAYER)
            .withArtifactType("x/y");
    assertThat(ImageManifest.parse(manifest.toBytes())).isEqualTo(manifest);
    assertThat(manifest.references()).containsExactly(CONFIG, LAYER);
    assertThat(manifest.descriptor().digest()).isEqualTo(Digest.of(manifest.toBytes()));
    assertThat(text(ImageManifest.of(CONFIG, List.of()).toBytes()))
        .isEqualTo(
            "{\"schemaVersion\":2,\"mediaType\":\""
                + MediaTypes.MANIFEST
                + "\",\"config\":{\"mediaType\":\""
                + MediaTypes.CONFIG
                + "\",\"digest\":\""
                + CONFIG.digest()
                + "\",\"size\":1},\"layers\":[]}");
  }

  @Test
  void writesAndReadsIndexesAndChoosesFromThem() {
    Descriptor arm = LAYER.withPlatform(Platform.parse("linux/arm64"));
    Descriptor amd = CONFIG.withPlatform(Platform.parse("linux/amd64"));
    ImageIndex index = ImageIndex.of(List.of(arm, amd));
    assertThat(Manifest.parse(index.toBytes(), "")).isEqualTo(index);
    assertThat(index.select(Platform.of("linux", "amd64"))).contains(amd);
    assertThat(index.select(Platform.parse("linux/arm64/v8"))).contains(arm);
    assertThat(index.select(Platform.of("linux", "riscv64"))).isEmpty();
  }

  @Test
  void takesTheMediaTypeFromTheSenderWhenTheManifestHasNone() {
    String json =
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"x\",\"digest\":\""
            + CONFIG.digest()
            + "\",\"size\":1},\"layers\":[]}";
    assertThat(Manifest.parse(bytes(json), MediaTypes.DOCKER_MANIFEST + "; charset=utf-8"))
        .extracting(Manifest::mediaType)
        .isEqualTo(MediaTypes.DOCKER_MANIFEST);
    assertThat(Manifest.parse(bytes(json), "").mediaType()).isEqualTo(MediaTypes.MANIFEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "1",
        "{}",
        "{\"schemaVersion\":1,\"fsLayers\":[]}",
        "{\"schemaVersion\":2}",
        "{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}",
        "{\"schemaVersion\":2,\"mediaType\":\"application/json\"}",
        "{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"sha256:1\",\"size\":1}]}",
        "{\"schemaVersion\":2,\"manifests\":[{\"size\":1}]}",
        "{\"schemaVersion\":2,\"config\":{\"digest\":\"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae"
            + "41e4649b934ca495991b7852b855\",\"size\":-1}}"
      })
  void refusesWhatIsNoManifest(String json) {
    assertThatThrownBy(() -> Manifest.parse(bytes(json), "")).isInstanceOf(InputException.class);
  }

  @Test
  void refusesAManifestSentAsSomethingElse() {
    byte[] index = ImageIndex.of(List.of()).toBytes();
    assertThatThrownBy(() -> Manifest.parse(index, MediaTypes.MANIFEST))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Content-Type");
  }

  @ParameterizedTest
  @CsvSource({
    "linux/x86_64, linux/amd64",
    "linux/aarch64, linux/arm64",
    "linux/arm64/v8, linux/arm64",
    "linux/arm/v7, linux/arm/v7"
  })
  void platformsHaveOneSpelling(String text, String normal) {
    assertThat(Platform.parse(text)).hasToString(normal);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
