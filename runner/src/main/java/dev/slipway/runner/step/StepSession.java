package dev.slipway.runner.step;

import dev.slipway.posix.Handle;
import dev.slipway.runner.LineListener;
import dev.slipway.runner.command.Annotation;
import dev.slipway.runner.command.StepEffect;
import dev.slipway.runner.command.StepOutput;
import dev.slipway.runner.command.StepSummary;
import dev.slipway.runner.command.UnsecureCommands;
import dev.slipway.runner.command.VariableFile;
import dev.slipway.runner.job.JobContainer;
import dev.slipway.runner.job.Order;
import dev.slipway.runner.job.OrderRun;
import dev.slipway.runner.log.LogEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One step being executed: it runs programs, reads what they print and write, and collects what the
 * step wants to leave behind.
 */
final class StepSession {
  private final JobContainer container;
  private final JobProgress progress;
  private final StepLog log;
  private final Map<String, String> outputs = new LinkedHashMap<>();
  private final Map<String, String> state = new LinkedHashMap<>();
  private final Map<String, String> variables = new LinkedHashMap<>();
  private final List<String> paths = new ArrayList<>();
  private Optional<Map<String, String>> keeper = Optional.empty();
  private Optional<String> failure = Optional.empty();

  StepSession(JobContainer container, JobProgress progress, StepLog log) {
    this.container = container;
    this.progress = progress;
    this.log = log;
  }

  StepLog log() {
    return log;
  }

  Map<String, String> outputs() {
    return outputs;
  }

  Map<String, String> state() {
    return state;
  }

  /** Has what the step keeps put there too when the step ends. */
  void keepStateIn(Map<String, String> place) {
    keeper = Optional.of(place);
  }

  Map<String, String> variables() {
    return variables;
  }

  List<String> paths() {
    return paths;
  }

  JobContainer container() {
    return container;
  }

  JobProgress progress() {
    return progress;
  }

  /** Why the step fails whatever its program says. */
  Optional<String> failure() {
    return failure;
  }

  void fail(String message) {
    log.error(message);
    failure = failure.or(() -> Optional.of(message));
  }

  /** As {@link #fail} where the log says already what went wrong. */
  void failSilently(String message) {
    failure = failure.or(() -> Optional.of(message));
  }

  /** Reads workflow commands in what it hears. */
  LineListener commands(Map<String, String> environment) {
    var output = new StepOutput(progress.matchers(), UnsecureCommands.of(environment));
    return line -> output.line(line).forEach(this::apply);
  }

  void apply(StepEffect effect) {
    switch (effect) {
      case StepEffect.Print(String text) -> log.line(text);
      case StepEffect.Debug(String text) -> log.add(LogEntry.Kind.DEBUG, text);
      case StepEffect.Annotate(Annotation annotation) -> log.annotate(annotation);
      case StepEffect.BeginGroup(String title) -> log.add(LogEntry.Kind.GROUP, title);
      case StepEffect.EndGroup end -> log.add(LogEntry.Kind.ENDGROUP, "");
      case StepEffect.Mask(String value) -> progress.masker().add(value);
      case StepEffect.SetOutput(String name, String value) -> outputs.put(name, value);
      case StepEffect.SaveState(String name, String value) -> state.put(name, value);
      case StepEffect.SetVariable(String name, String value) -> variables.put(name, value);
      case StepEffect.AddPath(String directory) -> paths.add(directory);
      case StepEffect.AddMatchers(String file) ->
          matchers(file, bytes -> progress.matchers().register(bytes, file));
      case StepEffect.RemoveMatchers(String owner) -> progress.matchers().remove(owner);
      case StepEffect.RemoveMatchersOf(String file) ->
          matchers(file, bytes -> progress.matchers().removeAll(bytes, file));
      case StepEffect.Fail(String message) -> fail(message);
    }
  }

  private void matchers(String file, java.util.function.Consumer<byte[]> use) {
    Path inJob = container.files().workspace().resolve(file);
    try (Handle opened = container.files().open(inJob)) {
      use.accept(Files.readAllBytes(opened.path()));
    } catch (IOException | RuntimeException e) {
      log.annotate(
          Annotation.of(
              Annotation.Level.WARNING,
              "The problem matchers of " + file + " are not used: " + e.getMessage()));
    }
  }

  /**
   * Runs a program; when this thread is interrupted, the program is ended with all its children.
   *
   * @return its exit code
   */
  int run(Order order, LineListener listener) throws InterruptedException {
    OrderRun run = container.run(order, listener);
    OrderRun.Outcome outcome;
    try {
      outcome = run.await();
    } catch (InterruptedException e) {
      run.stop();
      throw e;
    }
    return switch (outcome) {
      case OrderRun.Outcome.Exited(int code) -> code;
      case OrderRun.Outcome.OutOfMemory(int code, long limit) -> {
        fail(
            "The step ran out of memory (limit %d MiB): the kernel has ended one of its processes"
                    .formatted(limit >> 20)
                + " (exit code %d)".formatted(code));
        yield code;
      }
      case OrderRun.Outcome.ContainerLost lost -> {
        fail("The job's container has ended under the step");
        yield 137;
      }
    };
  }

  /** Reads what the step wrote into its files. */
  void collect(CommandFiles files) throws IOException {
    VariableFile environment = files.environment();
    environment.refusals().forEach(log::error);
    variables.putAll(environment.variables());
    outputs.putAll(files.outputs());
    state.putAll(files.state());
    paths.addAll(files.paths());
    switch (files.summary()) {
      case StepSummary.Written written -> log.add(LogEntry.Kind.SUMMARY, written.markdown());
      case StepSummary.TooLarge(String message) ->
          log.annotate(Annotation.of(Annotation.Level.ERROR, message));
      case StepSummary.None none -> {}
    }
  }

  /** Hands on to later steps what this one left. */
  void leave() {
    keeper.ifPresent(place -> place.putAll(state));
    progress.left(variables, paths);
    progress.matchers().endStep();
  }
}
