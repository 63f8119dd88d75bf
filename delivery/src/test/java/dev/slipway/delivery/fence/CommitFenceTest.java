package dev.slipway.delivery.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.delivery.fence.Ancestry.Order;
import dev.slipway.delivery.fence.CommitFence.Candidate;
import dev.slipway.delivery.fence.CommitFence.Occupant;
import dev.slipway.delivery.fence.CommitFence.RolledBack;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommitFenceTest {
  private static final String MINE = "a".repeat(40);
  private static final String THERE = "b".repeat(40);
  private static final Candidate CANDIDATE =
      new Candidate("alice/app", MINE, Optional.of("refs/heads/main"));
  private static final Occupant OCCUPANT = new Occupant("production", "alice/app", THERE);

  /** One order for all, and the commits that the branch has. */
  private record Fixed(Order order, Set<String> branch) implements Ancestry {
    @Override
    public Order order(String repository, String commit, String other) {
      return order;
    }

    @Override
    public boolean isOn(String repository, String ref, String commit) {
      return branch.contains(commit);
    }
  }

  private static Passage decide(Ancestry ancestry) {
    return new CommitFence(ancestry).decide(CANDIDATE, List.of(OCCUPANT), List.of());
  }

  @ParameterizedTest
  @CsvSource({"SAME, true", "NEWER, true", "OLDER, false", "UNKNOWN, true"})
  void onlyAnAncestorIsHeldUp(Order order, boolean admitted) {
    assertThat(decide(new Fixed(order, Set.of())) instanceof Passage.Admitted).isEqualTo(admitted);
  }

  @Test
  void theRefusalNamesBothCommitsThePlaceAndTheWayBack() {
    assertThat(decide(new Fixed(Order.OLDER, Set.of())))
        .isInstanceOfSatisfying(
            Passage.Refused.class,
            r ->
                assertThat(r.reason())
                    .contains(
                        "aaaaaaa is superseded by bbbbbbb", "production", "slipway rollback"));
  }

  @Test
  void afterAForcedPushTheBranchSaysWhichLineCounts() {
    assertThat(decide(new Fixed(Order.APART, Set.of(MINE)))).isInstanceOf(Passage.Admitted.class);
    assertThat(decide(new Fixed(Order.APART, Set.of(THERE)))).isInstanceOf(Passage.Refused.class);
    assertThat(decide(new Fixed(Order.APART, Set.of()))).isInstanceOf(Passage.Admitted.class);
  }

  @Test
  void anotherRepositoryHasNothingToDoWithIt() {
    var other = new Occupant("production", "bob/app", THERE);
    assertThat(
            new CommitFence(new Fixed(Order.OLDER, Set.of()))
                .decide(CANDIDATE, List.of(other), List.of()))
        .isInstanceOf(Passage.Admitted.class);
  }

  @Test
  void aQuarantinedCommitStaysOutAndItsNeighboursDoNot() {
    var fence = new CommitFence(new Fixed(Order.NEWER, Set.of()));
    var same = new RolledBack("alice/app", MINE, 7);
    var other = new RolledBack("alice/app", THERE, 7);
    assertThat(fence.decide(CANDIDATE, List.of(OCCUPANT), List.of(same)))
        .isInstanceOfSatisfying(
            Passage.Refused.class, r -> assertThat(r.reason()).contains("quarantined: release 7"));
    assertThat(fence.decide(CANDIDATE, List.of(OCCUPANT), List.of(other)))
        .isInstanceOf(Passage.Admitted.class);
  }
}
