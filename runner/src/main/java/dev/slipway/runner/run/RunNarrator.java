package dev.slipway.runner.run;

import dev.slipway.runner.Conclusion;
import dev.slipway.runner.log.LogEntry;
import dev.slipway.runner.run.RunView.JobView;
import dev.slipway.runner.run.RunView.StepView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Tells a run in lines of text: what starts, how long each step took, and of what fails the last
 * lines of its log. For the command line and for the one who pushes.
 */
public final class RunNarrator {
  private static final int LAST_LINES = 20;
  private static final int LINE = 100;
  private static final int SELDOM = 8;

  private final Detail detail;
  private final Map<String, Deque<String>> tails = new HashMap<>();
  private Optional<Running> running = Optional.empty();
  private String lastLine = "";

  /** The step that began last; what it wrote last is told when nothing else is to be told. */
  private record Running(JobView job, StepView step) {}

  /** How much is told. */
  public enum Detail {
    /** Jobs and steps, and of what fails the end of its log. */
    STEPS,
    /** Every line of every log. */
    LINES
  }

  public RunNarrator(Detail detail) {
    this.detail = detail;
  }

  /** The lines for one piece of news; often none. */
  public List<String> tell(RunNews news) {
    return switch (news) {
      case RunNews.Run(RunView run) -> run(run);
      case RunNews.Job(JobView job) -> job(job);
      case RunNews.Step(JobView job, StepView step) -> step(job, step);
      case RunNews.Line(JobView job, LogEntry entry) -> line(job, entry);
      case RunNews.Quiet(RunView run, Duration silence) -> quiet(run, silence);
    };
  }

  private static List<String> run(RunView run) {
    String title =
        "run %s  %s #%d".formatted(run.id(), run.title(), run.number())
            + (run.attempt() > 1 ? " (attempt " + run.attempt() + ")" : "");
    return switch (run.status()) {
      case QUEUED ->
          List.of("%s  %s of %s".formatted(title, run.event(), run.commit().substring(0, 7)));
      case WAITING -> List.of(title + "  waits: " + run.reason());
      case RUNNING -> List.of(title + "  started");
      case COMPLETED -> List.of(ended(run, title));
    };
  }

  private static String ended(RunView run, String title) {
    String how = run.conclusion().map(RunNarrator::word).orElse("ended");
    String time =
        run.ended().map(end -> " after " + duration(Duration.between(run.begun(), end))).orElse("");
    return title + "  " + how + time + (run.reason().isEmpty() ? "" : ": " + run.reason());
  }

  private static List<String> job(JobView job) {
    return switch (job.status()) {
      case QUEUED -> List.of();
      case WAITING -> List.of("  " + job.name() + "  waits: " + job.reason());
      case RUNNING -> List.of("  " + job.name() + "  started");
      case COMPLETED -> {
        var lines = new ArrayList<String>();
        lines.add(
            "%s %s%s%s"
                .formatted(
                    mark(job.conclusion()),
                    job.name(),
                    time(job.started(), job.ended()),
                    job.reason().isEmpty() ? "" : "  " + job.reason()));
        if (!job.url().isEmpty()) {
          lines.add("  " + job.name() + ": " + job.url());
        }
        yield lines;
      }
    };
  }

  private List<String> step(JobView job, StepView step) {
    if (step.status() != RunStatus.COMPLETED) {
      running = Optional.of(new Running(job, step));
      lastLine = "";
      return List.of();
    }
    if (step.conclusion().equals(Optional.of(Conclusion.SKIPPED))) {
      return List.of();
    }
    var lines = new ArrayList<String>();
    lines.add(
        "  %s %s: %s%s"
            .formatted(
                mark(step.conclusion()),
                job.name(),
                step.name(),
                time(step.started(), step.ended())));
    Deque<String> tail = tails.remove(job.id() + "/" + step.number());
    boolean failed = step.conclusion().equals(Optional.of(Conclusion.FAILURE));
    if (failed && tail != null && detail == Detail.STEPS) {
      tail.forEach(line -> lines.add("      " + line));
    }
    return lines;
  }

  private List<String> line(JobView job, LogEntry entry) {
    Optional<String> text = text(entry);
    if (text.isEmpty()) {
      return List.of();
    }
    lastLine = text.get().strip();
    if (detail == Detail.LINES) {
      return List.of("  " + job.name() + " | " + text.get());
    }
    if (entry.step() == 0 && entry.kind() == LogEntry.Kind.ERROR) {
      return List.of("  " + job.name() + ": " + text.get());
    }
    Deque<String> tail =
        tails.computeIfAbsent(job.id() + "/" + entry.step(), key -> new ArrayDeque<>());
    tail.add(text.get());
    if (tail.size() > LAST_LINES) {
      tail.remove();
    }
    return List.of();
  }

  private static Optional<String> text(LogEntry entry) {
    String place = entry.properties().getOrDefault("file", "");
    String line = entry.properties().getOrDefault("line", "");
    String where = place.isEmpty() ? "" : place + (line.isEmpty() ? "" : ":" + line) + ": ";
    return switch (entry.kind()) {
      case LINE -> Optional.of(entry.text());
      case GROUP -> Optional.of("> " + entry.text());
      case COMMAND -> Optional.of("  " + entry.text());
      case NOTICE -> Optional.of("notice: " + where + entry.text());
      case WARNING -> Optional.of("warning: " + where + entry.text());
      case ERROR -> Optional.of("error: " + where + entry.text());
      case ENDGROUP, DEBUG, SUMMARY -> Optional.empty();
    };
  }

  /** Ever more seldom: what goes on, and the last that was heard of it. */
  private List<String> quiet(RunView run, Duration silence) {
    long times = silence.dividedBy(RunNews.Quiet.AFTER);
    if (Long.bitCount(times) != 1 && times % SELDOM != 0) {
      return List.of();
    }
    String what =
        running
            .map(one -> one.job().name() + ": " + one.step().name())
            .orElse("run " + run.id() + " " + run.status().text());
    String heard = lastLine.length() <= LINE ? lastLine : lastLine.substring(0, LINE - 1) + "…";
    return List.of(
        "  ... %s  (nothing new for %ds%s)"
            .formatted(what, silence.toSeconds(), heard.isEmpty() ? "" : "; last: " + heard));
  }

  private static String mark(Optional<Conclusion> conclusion) {
    return switch (conclusion.orElse(Conclusion.SUCCESS)) {
      case SUCCESS -> "✓";
      case FAILURE -> "✗";
      case CANCELLED -> "⊘";
      case SKIPPED -> "-";
    };
  }

  private static String word(Conclusion conclusion) {
    return switch (conclusion) {
      case SUCCESS -> "succeeded";
      case FAILURE -> "failed";
      case CANCELLED -> "was cancelled";
      case SKIPPED -> "was skipped";
    };
  }

  private static String time(Optional<Instant> from, Optional<Instant> to) {
    return from.isPresent() && to.isPresent()
        ? "  " + duration(Duration.between(from.get(), to.get()))
        : "";
  }

  private static String duration(Duration duration) {
    long millis = duration.toMillis();
    return millis < 60_000
        ? String.format(Locale.ROOT, "%.1fs", millis / 1000.0)
        : String.format(Locale.ROOT, "%dm%02ds", millis / 60_000, millis / 1000 % 60);
  }
}
