package dev.slipway.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.log.LogEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunNarratorTest {
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final RunView.StepView STEP =
      new RunView.StepView(
          2, "Run make", RunStatus.RUNNING, Optional.empty(), Optional.of(NOW), Optional.empty());
  private static final RunView.JobView JOB =
      new RunView.JobView(
          "ship",
          "ship",
          RunStatus.RUNNING,
          Optional.empty(),
          "",
          "",
          "",
          Optional.of(NOW),
          Optional.empty(),
          List.of(STEP));
  private static final RunView RUN =
      new RunView(
          "1",
          "local/app",
          "main.yml",
          "main",
          "main",
          1,
          1,
          "push",
          "{}",
          "c105f2eb",
          "refs/heads/main",
          "",
          "",
          "ann",
          JobDescriptor.Trust.TRUSTED,
          RunStatus.RUNNING,
          Optional.empty(),
          "",
          NOW,
          NOW,
          Optional.empty(),
          "ann",
          Optional.empty(),
          List.of(JOB));

  private final RunNarrator narrator = new RunNarrator(RunNarrator.Detail.STEPS);

  @Test
  void silenceIsToldEverMoreSeldomWithTheLastThatWasHeard() {
    narrator.tell(new RunNews.Step(JOB, STEP));
    narrator.tell(new RunNews.Line(JOB, line("#4 RUN apt-get update ")));

    var told = new ArrayList<String>();
    for (int times = 1; times <= 24; times++) {
      var silence = RunNews.Quiet.AFTER.multipliedBy(times);
      told.addAll(narrator.tell(new RunNews.Quiet(RUN, silence)));
    }
    assertThat(told)
        .hasSize(6)
        .first()
        .isEqualTo("  ... ship: Run make  (nothing new for 4s; last: #4 RUN apt-get update)");
    assertThat(told.getLast()).contains("nothing new for 96s");
  }

  @Test
  void ofALongLineTheBeginningIsTold() {
    narrator.tell(new RunNews.Line(JOB, line("x".repeat(500))));
    assertThat(narrator.tell(new RunNews.Quiet(RUN, Duration.ofSeconds(4))).getFirst())
        .startsWith("  ... run 1 running  (nothing new for 4s; last: xxx")
        .endsWith("x…)")
        .hasSizeLessThan(180);
  }

  private static LogEntry line(String text) {
    return new LogEntry(1, NOW, 2, LogEntry.Kind.LINE, text, Map.of());
  }
}
