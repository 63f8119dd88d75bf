package dev.slipway.dockerfile.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.Layer;
import dev.slipway.oci.MediaTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheStoreTest {
  private static final CacheKey KEY = CacheKey.of("run").with("variable A", "1").done();
  @TempDir Path dir;
  private CacheStore store;

  @BeforeEach
  void open() throws IOException {
    store = CacheStore.open(dir);
  }

  private static CacheEntry entry(CacheKey key) {
    return new CacheEntry(
        key.digest(),
        key.inputs(),
        key.digest(),
        "result",
        "below",
        Optional.of("a1"),
        Optional.empty(),
        Optional.empty(),
        Instant.parse("2026-11-01T00:00:00Z"));
  }

  @Test
  void keepsEntriesAcrossRestarts() throws IOException {
    Digest blob = Digest.of(new byte[] {1});
    var layer = new Layer(Descriptor.of(MediaTypes.LAYER_GZIP, blob, 1), blob);
    store.put(entry(KEY).withLayer(layer, Optional.of(9)));

    assertThat(CacheStore.open(dir).find(KEY.digest()))
        .contains(entry(KEY).withLayer(layer, Optional.of(9)));
  }

  @Test
  void dropsDamagedAndMisnamedEntries() throws IOException {
    CacheKey other = CacheKey.of("run").with("variable A", "2").done();
    store.put(entry(KEY));
    Path file = only("steps");
    Files.write(file.resolveSibling("sha256-" + other.digest().hex()), Files.readAllBytes(file));
    Files.writeString(file, "{\"key\":");

    assertThat(store.find(KEY.digest())).isEmpty();
    assertThat(store.find(other.digest())).isEmpty();
    assertThat(file).doesNotExist();
  }

  @Test
  void removesHalfWrittenFilesWhenOpened() throws IOException {
    Path half = Files.writeString(dir.resolve("steps/.new-x"), "half");
    CacheStore.open(dir);

    assertThat(half).doesNotExist();
  }

  @Test
  void explainsMisses() {
    Digest place = Digest.of(new byte[0]);
    var explanation = new MissExplanation(store);
    assertThat(explanation.explain(List.of(place), KEY))
        .isEqualTo("this instruction was not built before");
    store.remember(place, KEY);

    CacheKey changed = CacheKey.of("run").with("variable A", "2").done();
    assertThat(explanation.explain(List.of(place), changed)).isEqualTo("variable A changed");
    CacheKey added = CacheKey.of("run").with("variable A", "1").with("variable B", "1").done();
    assertThat(explanation.explain(List.of(place), added)).isEqualTo("variable B is new");
    assertThat(explanation.explain(List.of(place), CacheKey.of("run").done()))
        .isEqualTo("variable A is gone");
    assertThat(explanation.explain(List.of(place), KEY)).contains("no longer");
  }

  @Test
  void namesTheChangedFile() {
    var before = new ContentManifest(Map.of("src/App.java", "1"));
    var now = new ContentManifest(Map.of("src/App.java", "2"));
    store.keep(before);
    store.keep(now);
    Digest place = Digest.of(new byte[0]);
    store.remember(place, CacheKey.of("copy").with("src/", before.digest().toString()).done());

    assertThat(
            new MissExplanation(store)
                .explain(
                    List.of(place),
                    CacheKey.of("copy").with("src/", now.digest().toString()).done()))
        .isEqualTo("src/ changed: file src/App.java changed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "..", "a\0b", "sha256:"})
  void explainsValuesThatAreNoDigests(String value) {
    Digest place = Digest.of(new byte[0]);
    store.remember(place, CacheKey.of("run").with("the directory", value).done());

    assertThat(
            new MissExplanation(store)
                .explain(List.of(place), CacheKey.of("run").with("the directory", "x").done()))
        .isEqualTo("the directory changed");
  }

  private Path only(String part) throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve(part))) {
      return files.findFirst().orElseThrow();
    }
  }
}
