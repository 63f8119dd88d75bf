package dev.slipway.delivery.rollback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.delivery.release.Author;
import dev.slipway.delivery.release.Chronicle;
import dev.slipway.delivery.release.Environment;
import dev.slipway.delivery.release.Release;
import dev.slipway.delivery.release.Release.Content;
import dev.slipway.delivery.release.Release.Origin;
import dev.slipway.delivery.release.Release.Outcome;
import dev.slipway.delivery.release.Release.Source;
import dev.slipway.delivery.release.ReleaseState;
import dev.slipway.delivery.release.Workload;
import dev.slipway.delivery.release.Workload.Part;
import dev.slipway.delivery.rollback.RollbackFacts.GitOps;
import dev.slipway.delivery.rollback.RollbackFacts.Workflows;
import dev.slipway.delivery.rollback.RollbackPlan.Git;
import dev.slipway.delivery.rollback.RollbackWish.Data;
import dev.slipway.delivery.rollback.RollbackWish.Strategy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The decision tree by table. */
class RollbackPlannerTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final String SERVED = "served until 2026-11-26T11:00:00Z, replaced by release 3";

  private static Release release(int number, ReleaseState state, String reason) {
    String hash = "sha256:" + number;
    return new Release(
        "production",
        number,
        Author.of("admin", "kubectl", NOW),
        new Origin(
            Optional.of("alice/app"),
            Optional.of(Integer.toString(number).repeat(40)),
            Source.PRINCIPAL),
        Optional.empty(),
        "change " + number,
        NOW,
        new Content(
            List.of(
                new Workload("backend", hash + "b", Optional.empty(), Part.CHANGED, List.of()),
                new Workload("frontend", hash + "f", Optional.empty(), Part.CHANGED, List.of())),
            hash),
        new Outcome(state, Optional.of(NOW), reason, List.of(), ""));
  }

  private static RollbackFacts facts(
      String outage, Workflows workflows, String branch, List<String> missing, List<String> data) {
    return new RollbackFacts(
        new Chronicle(
            new Environment("production", "doctor-app"),
            List.of(
                release(3, ReleaseState.SERVING, ""),
                release(2, ReleaseState.FAILED, "crashed"),
                release(1, ReleaseState.SUPERSEDED, SERVED))),
        Optional.of(outage).filter(o -> !o.isEmpty()),
        workflows,
        Optional.of(branch).filter(b -> !b.isEmpty()),
        missing,
        data,
        GitOps.OFF);
  }

  private static RollbackWish wish(Optional<Integer> to, Optional<Strategy> strategy, Data data) {
    return new RollbackWish(to, strategy, data);
  }

  private static final RollbackWish PLAIN =
      new RollbackWish(Optional.empty(), Optional.empty(), Data.UNDECIDED);

  @ParameterizedTest
  @CsvSource({
    "users see errors, RUNNING, main, Undo",
    "users see errors, NOT_RUNNING, '', Undo",
    "'', RUNNING, main, Revert",
    "'', NOT_RUNNING, main, Undo",
    "'', RUNNING, '', Undo"
  })
  void theSpecificationsTreeDecides(
      String outage, Workflows workflows, String branch, String expected) {
    var plan = RollbackPlanner.plan(facts(outage, workflows, branch, List.of(), List.of()), PLAIN);
    assertThat(plan.getClass().getSimpleName()).isEqualTo(expected);
    assertThat(plan.questions()).isNotEmpty().allSatisfy(q -> assertThat(q.answer()).isNotEmpty());
  }

  @Test
  void anUndoTakesAllServicesPastWhatFailedAndRevertsInGit() {
    var plan =
        RollbackPlanner.plan(facts("yes", Workflows.RUNNING, "main", List.of(), List.of()), PLAIN);
    assertThat(plan)
        .isInstanceOfSatisfying(
            RollbackPlan.Undo.class,
            undo -> {
              assertThat(undo.to().number()).isEqualTo(1);
              assertThat(undo.services()).containsExactly("backend", "frontend");
              assertThat(undo.git()).isEqualTo(Git.REVERT);
            });
  }

  @Test
  void theUsersStrategyWins() {
    var facts = facts("yes", Workflows.RUNNING, "main", List.of(), List.of());
    var revert = wish(Optional.empty(), Optional.of(Strategy.REVERT), Data.UNDECIDED);
    assertThat(RollbackPlanner.plan(facts, revert)).isInstanceOf(RollbackPlan.Revert.class);
    var homeless = facts("", Workflows.RUNNING, "", List.of(), List.of());
    assertThat(RollbackPlanner.plan(homeless, revert))
        .isInstanceOfSatisfying(
            RollbackPlan.Stop.class, s -> assertThat(s.hint()).contains("--strategy undo"));
  }

  @Test
  void migratedDataStopsItUntilSomebodyDecides() {
    var facts = facts("yes", Workflows.RUNNING, "main", List.of(), List.of("backend in release 3"));
    assertThat(RollbackPlanner.plan(facts, PLAIN))
        .isInstanceOfSatisfying(
            RollbackPlan.Stop.class,
            s -> {
              assertThat(s.reason()).contains("backend in release 3");
              assertThat(s.hint()).contains("--yes-data");
            });
    assertThat(RollbackPlanner.plan(facts, wish(Optional.empty(), Optional.empty(), Data.ACCEPTED)))
        .isInstanceOf(RollbackPlan.Undo.class);
  }

  @Test
  void withoutTheImagesOnlyGitHelps() {
    var facts = facts("yes", Workflows.RUNNING, "main", List.of("p/r/backend:1"), List.of());
    assertThat(RollbackPlanner.plan(facts, PLAIN))
        .isInstanceOfSatisfying(
            RollbackPlan.Stop.class, s -> assertThat(s.hint()).contains("--strategy revert"));
    assertThat(
            RollbackPlanner.plan(
                facts, wish(Optional.empty(), Optional.of(Strategy.REVERT), Data.UNDECIDED)))
        .isInstanceOf(RollbackPlan.Revert.class);
  }

  @ParameterizedTest
  @CsvSource({"3, is what runs", "2, never served: crashed", "9, has no release 9"})
  void someTargetsAreNone(int to, String reason) {
    var facts = facts("yes", Workflows.RUNNING, "main", List.of(), List.of());
    assertThat(RollbackPlanner.plan(facts, wish(Optional.of(to), Optional.empty(), Data.UNDECIDED)))
        .isInstanceOfSatisfying(
            RollbackPlan.Stop.class, s -> assertThat(s.reason()).contains(reason));
  }

  @Test
  void anEnvironmentWithoutReleasesHasNoWayBack() {
    var empty =
        new RollbackFacts(
            new Chronicle(new Environment("staging", "s"), List.of()),
            Optional.empty(),
            Workflows.RUNNING,
            Optional.empty(),
            List.of(),
            List.of(),
            GitOps.OFF);
    assertThat(RollbackPlanner.plan(empty, PLAIN)).isInstanceOf(RollbackPlan.Stop.class);
  }
}
