package dev.slipway.dockerfile.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.oci.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheKeyTest {
  @Test
  void staysTheSameBetweenVersions() {
    CacheKey key = CacheKey.of("run").with("the command", List.of("make", "all")).done();

    // Changes only together with the layer format: it makes every cache useless.
    assertThat(key.digest().toString())
        .isEqualTo("sha256:49b556f98741aaf25a6178c5aae51afd3dde0c66aebb6f3ff7b06a25f1831c16");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void keepsPartsApart(long seed) {
    var random = new Random(seed);
    Map<Digest, List<List<String>>> seen = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      var parts = new ArrayList<List<String>>();
      CacheKey.Builder key = CacheKey.of("test");
      for (int n = random.nextInt(3); n >= 0; n--) {
        List<String> values = values(random);
        parts.add(values);
        key.with("n", values);
      }
      List<List<String>> before = seen.put(key.done().digest(), parts);
      assertThat(before == null || before.equals(parts)).isTrue();
    }
  }

  /** Few letters, so that joined texts would often collide. */
  private static List<String> values(Random random) {
    var values = new ArrayList<String>();
    for (int n = random.nextInt(4); n > 0; n--) {
      var text = new StringBuilder();
      for (int c = random.nextInt(4); c > 0; c--) {
        text.append("a: 1".charAt(random.nextInt(4)));
      }
      values.add(text.toString());
    }
    return values;
  }
}
