package dev.slipway.workflow.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random graphs with random outcomes: whatever happens, the rules hold and the run ends. */
class RunPlannerRandomTest {
  private static final List<String> CONDITIONS =
      List.of("", "always()", "failure()", "success()", "cancelled()", "!cancelled()");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 1597})
  void everyRunEndsByTheRules(long seed) {
    for (int i = 0; i < 20; i++) {
      long own = seed * 1000 + i;
      List<String> first = new Play(own).play();
      assertThat(new Play(own).play()).as("seed %d, played again", own).isEqualTo(first);
    }
  }

  /** One run. */
  private static final class Play {
    private final Random random;
    private final Map<String, List<String>> needs = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final List<String> running = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final long seed;

    Play(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
    }

    List<String> play() {
      RunState state =
          RunState.begin(
              Runs.workflow(yaml(), Map.of()), Runs.contexts(), RunState.Trust.REPOSITORY);
      boolean finished = false;
      for (int step = 0; !finished; step++) {
        assertThat(step).as("seed %d ends", seed).isLessThan(2000);
        RunPlanner.Advance advance = RunPlanner.advance(state);
        state = advance.state();
        for (RunAction action : advance.actions()) {
          finished |= carryOut(action, state);
        }
        assertThat(RunPlanner.next(state).stream().filter(a -> !(a instanceof RunAction.FinishRun)))
            .as("seed %d, nothing is wanted twice", seed)
            .isEmpty();
        if (!finished) {
          state = happen(state);
        }
      }
      assertThat(running).as("seed %d, nothing runs in the end", seed).isEmpty();
      assertThat(seen).as("seed %d, every job was met", seed).isEqualTo(needs.keySet());
      assertThat(active(state)).as("seed %d, every job ended", seed).isEmpty();
      return log;
    }

    private RunState happen(RunState state) {
      assertThat(running).as("seed %d, something runs or the run is over", seed).isNotEmpty();
      if (random.nextInt(25) == 0) {
        log.add("cancel run");
        return state.cancelled("somebody");
      }
      String id = running.remove(random.nextInt(running.size()));
      Result result = random.nextInt(4) == 0 ? Result.FAILURE : Result.SUCCESS;
      log.add(id + " " + result);
      return state.ended(id, result, Map.of());
    }

    /** The jobs that wait or run, as the planner explains them. */
    private static Set<String> active(RunState state) {
      Set<JobExplanation.State> open =
          EnumSet.of(
              JobExplanation.State.WAITING,
              JobExplanation.State.RUNNING,
              JobExplanation.State.CANCELLING);
      return state.explain().stream()
          .filter(e -> open.contains(e.state()))
          .map(e -> job(e.job()))
          .collect(Collectors.toSet());
    }

    private static String job(String id) {
      return id.replaceAll(" \\(.*", "");
    }

    private boolean carryOut(RunAction action, RunState after) {
      log.add(action.toString());
      switch (action) {
        case RunAction.StartJob start -> {
          String job = start.job().job().id();
          List<String> before = needs.getOrDefault(job, List.of());
          assertThat(seen).as("seed %d, %s, its needs were met", seed, job).containsAll(before);
          assertThat(running.stream().map(Play::job))
              .as("seed %d, %s, none of its needs runs", seed, job)
              .noneMatch(before::contains);
          assertThat(active(after))
              .as("seed %d, %s, none of its needs waits", seed, job)
              .noneMatch(before::contains);
          running.add(start.job().id());
          seen.add(job);
        }
        case RunAction.SkipJob skip -> seen.add(skip.job());
        case RunAction.FailJob fail -> seen.add(fail.job());
        case RunAction.CancelJob cancel -> assertThat(running).contains(cancel.job());
        case RunAction.DropJob drop -> assertThat(running).doesNotContain(drop.job());
        case RunAction.FinishRun _ -> {
          return true;
        }
      }
      return false;
    }

    private String yaml() {
      int jobs = 1 + random.nextInt(12);
      StringBuilder yaml = new StringBuilder("on: push\njobs:\n");
      for (int i = 0; i < jobs; i++) {
        String id = "j" + i;
        List<String> mine = new ArrayList<>();
        for (int k = 0; k < i; k++) {
          if (random.nextInt(3) == 0) {
            mine.add("j" + k);
          }
        }
        needs.put(id, mine);
        yaml.append("  ").append(id).append(":\n    runs-on: x\n    steps: [run: a]\n");
        if (!mine.isEmpty()) {
          yaml.append("    needs: ").append(mine).append('\n');
        }
        String condition = CONDITIONS.get(random.nextInt(CONDITIONS.size()));
        if (!condition.isEmpty() && random.nextBoolean()) {
          yaml.append("    if: ${{ ").append(condition).append(" }}\n");
        }
        matrix(yaml);
      }
      return yaml.toString();
    }

    private void matrix(StringBuilder yaml) {
      if (random.nextInt(3) == 0) {
        yaml.append("    continue-on-error: ").append(random.nextInt(4) == 0).append('\n');
        yaml.append("    strategy:\n      fail-fast: ").append(random.nextBoolean());
        yaml.append("\n      max-parallel: ").append(1 + random.nextInt(3));
        yaml.append("\n      matrix: {n: [1, 2, 3, 4]}\n");
      }
    }
  }
}
