package dev.slipway.dockerfile.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.dockerfile.CacheLimits;
import dev.slipway.dockerfile.cache.CacheEntry;
import dev.slipway.dockerfile.cache.Usage;
import dev.slipway.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CachePlanTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final long SIZE = 100;

  private final List<Usage> entries = new ArrayList<>();
  private final Map<SnapshotId, Optional<SnapshotId>> parents = new HashMap<>();
  private final Map<SnapshotId, Long> sizes = new HashMap<>();

  private static SnapshotId id(int number) {
    return new SnapshotId(Integer.toString(number));
  }

  private static Digest key(int number) {
    return Digest.of(("key " + number).getBytes(StandardCharsets.UTF_8));
  }

  /** A step's result on top of another one. */
  private void step(int number, Optional<Integer> below, int daysUnused) {
    parents.put(id(number), below.map(CachePlanTest::id));
    sizes.put(id(number), SIZE);
    entries.add(
        new Usage(
            new CacheEntry(
                key(number),
                List.of(),
                key(number),
                "result-" + number,
                "below",
                Optional.of(id(number).value()),
                Optional.empty(),
                Optional.empty(),
                NOW),
            NOW.minus(Duration.ofDays(daysUnused))));
  }

  private CachePlan plan(int days, long bytes, SnapshotId... needed) {
    return CachePlan.of(
        new CachePlan.Stock(entries, parents, sizes, Set.of(needed)),
        new CacheLimits(Duration.ofDays(days), bytes),
        NOW);
  }

  @Test
  void forgetsWhatIsOldAndRemovesFromTheTop() {
    step(1, Optional.empty(), 40);
    step(2, Optional.of(1), 35);
    step(3, Optional.empty(), 1);
    CachePlan plan = plan(30, 1_000_000);

    assertThat(plan.forgotten()).containsExactly(key(1), key(2));
    assertThat(plan.removed()).containsExactly(id(2), id(1));
  }

  @Test
  void keepsWhatSomethingYoungLiesOn() {
    step(1, Optional.empty(), 40);
    step(2, Optional.of(1), 1);
    CachePlan plan = plan(30, 1_000_000);

    assertThat(plan.forgotten()).containsExactly(key(1));
    assertThat(plan.removed()).isEmpty();
  }

  @Test
  void removesTheLongestUnusedUntilTheRestIsSmallEnough() {
    step(1, Optional.empty(), 3);
    step(2, Optional.empty(), 2);
    step(3, Optional.empty(), 1);

    assertThat(plan(30, 2 * SIZE).removed()).containsExactly(id(1));
    assertThat(plan(30, 0).removed()).containsExactlyInAnyOrder(id(1), id(2), id(3));
  }

  @Test
  void neverRemovesWhatIsNeededOrWhatItLiesOn() {
    step(1, Optional.empty(), 90);
    step(2, Optional.of(1), 90);
    step(3, Optional.of(2), 90);
    CachePlan plan = plan(30, 0, id(2));

    assertThat(plan.removed()).containsExactly(id(3));
  }

  @Test
  void removesSnapshotsThatNoResultNames() {
    parents.put(id(9), Optional.empty());
    sizes.put(id(9), SIZE);

    assertThat(plan(30, 1_000_000).removed()).containsExactly(id(9));
  }
}
