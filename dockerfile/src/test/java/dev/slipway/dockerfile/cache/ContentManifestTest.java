package dev.slipway.dockerfile.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentManifestTest {
  @Test
  void namesTheFilesThatDiffer() {
    var before = new ContentManifest(Map.of("a", "1", "b", "1", "gone", "1"));
    var now = new ContentManifest(Map.of("a", "2", "b", "1", "new", "1"));

    assertThat(before.difference(now).orElseThrow().split(", "))
        .containsExactlyInAnyOrder("file a changed", "file new is new", "file gone is gone");
    assertThat(before.difference(before)).isEmpty();
  }

  @Test
  void namesNoMoreThanAFew() {
    var now = new LinkedHashMap<String, String>();
    for (int i = 0; i < 100; i++) {
      now.put("f" + i, "x");
    }

    assertThat(new ContentManifest(Map.of()).difference(new ContentManifest(now)))
        .contains("file f0 is new, file f1 is new, file f2 is new and 97 more");
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6, 7})
  void survivesBytes(long seed) {
    var random = new Random(seed);
    var lines = new LinkedHashMap<String, String>();
    for (int i = 0; i < 200; i++) {
      lines.put("é \n/" + random.nextInt() + " x", "print " + random.nextInt());
    }
    var manifest = new ContentManifest(lines);

    assertThat(ContentManifest.parse(manifest.bytes())).isEqualTo(manifest);
    assertThat(ContentManifest.parse(manifest.bytes()).digest()).isEqualTo(manifest.digest());
  }
}
