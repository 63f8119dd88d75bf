package dev.slipway.runner.step;

import dev.slipway.base.InputException;
import dev.slipway.runner.Conclusion;
import dev.slipway.runner.JobFiles;
import dev.slipway.runner.JobRootImages.Chooser;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionName;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.Placement;
import dev.slipway.runner.action.StepResult;
import dev.slipway.runner.command.Annotation;
import dev.slipway.runner.job.JobBase;
import dev.slipway.runner.job.Order;
import dev.slipway.runner.log.LogEntry;
import dev.slipway.workflow.syntax.Data;
import dev.slipway.workflow.syntax.Evaluation;
import dev.slipway.workflow.syntax.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a step does: its script or its action. */
final class StepBody {
  private final JobExecution job;
  private final StepPlace place;
  private final Step step;

  StepBody(StepPlace place, Step step) {
    this.job = place.job();
    this.place = place;
    this.step = step;
  }

  void run(StepTurn turn) throws InterruptedException, IOException {
    switch (step) {
      case Step.Run run -> script(run, turn);
      case Step.Uses uses -> action(uses, turn);
      case Step.Wait wait -> throw unsupported("wait");
      case Step.Cancel cancel -> throw unsupported("cancel");
      case Step.Parallel parallel -> throw unsupported("parallel");
    }
  }

  private InputException unsupported(String key) {
    return new InputException(
        step.common().at(),
        "steps with \"" + key + "\" are not supported here",
        "run the steps one after another, or as jobs of their own");
  }

  private void script(Step.Run run, StepTurn turn) throws InterruptedException, IOException {
    Map<String, String> own = turn.variables();
    StepScope scope = turn.scope(own);
    Shell shell = shell(run, scope);
    String text = Evaluation.text(run.script(), scope);
    Path directory = directory(run, scope);
    Path file = files().temporary().resolve(UUID.randomUUID() + shell.extension());
    new Placement(files()).write(file, shell.script(text).getBytes(StandardCharsets.UTF_8), 0755);
    List<String> arguments = shell.arguments(file.toString());
    show(turn.session().log(), text, arguments);
    Map<String, String> environment = turn.environment(own);
    int code =
        turn.session()
            .run(
                new Order(arguments, environment, directory), turn.session().commands(environment));
    if (code != 0) {
      turn.session().fail("Process completed with exit code " + code + ".");
    }
  }

  private static void show(StepLog log, String text, List<String> arguments) {
    log.add(LogEntry.Kind.GROUP, "Run " + text.strip().lines().findFirst().orElse(""));
    text.lines().forEach(line -> log.add(LogEntry.Kind.COMMAND, line));
    log.add(LogEntry.Kind.COMMAND, "shell: " + String.join(" ", arguments));
    log.add(LogEntry.Kind.ENDGROUP, "");
  }

  private Shell shell(Step.Run run, StepScope scope) throws IOException {
    Optional<Data> named = run.shell().or(() -> fallback("shell"));
    if (named.isPresent()) {
      return Shell.named(Evaluation.text(named.get(), scope), named.get().at());
    }
    return !isOwnContainer() && exists(Path.of("/bin/bash"))
        ? Shell.unnamed()
        : Shell.named("sh", run.common().at());
  }

  /** Steps in a container that the workflow names are scripts for sh, whatever the image has. */
  private boolean isOwnContainer() {
    return job.setting().container().base() instanceof JobBase.Image image
        && image.chooser() == Chooser.WORKFLOW;
  }

  private Path directory(Step.Run run, StepScope scope) {
    Optional<Data> named = run.workingDirectory().or(() -> fallback("working-directory"));
    String text = named.map(data -> Evaluation.text(data, scope)).orElse("");
    Path directory = files().workspace().resolve(text).normalize();
    if (!exists(directory)) {
      throw new InputException(
          named.map(Data::at).orElse(run.common().at()),
          "there is no directory " + directory,
          "a step that makes it, such as actions/checkout, must come before");
    }
    return directory;
  }

  private boolean exists(Path inJob) {
    try {
      return Files.exists(files().host(inJob));
    } catch (IOException e) {
      return false;
    }
  }

  /** {@code defaults.run} of the job, then of the workflow; not for the steps of an action. */
  private Optional<Data> fallback(String key) {
    if (place.depth() > 0) {
      return Optional.empty();
    }
    var instance = job.setting().order().instance();
    return fallback(instance.steps().defaults(), key)
        .or(() -> fallback(instance.workflow().defaults(), key));
  }

  private static Optional<Data> fallback(Optional<Data> defaults, String key) {
    return defaults
        .filter(Data.Entries.class::isInstance)
        .flatMap(data -> ((Data.Entries) data).get("run"))
        .filter(Data.Entries.class::isInstance)
        .flatMap(data -> ((Data.Entries) data).get(key));
  }

  private JobFiles files() {
    return job.setting().container().files();
  }

  private void action(Step.Uses uses, StepTurn turn) throws InterruptedException, IOException {
    ActionName name = ActionName.parse(uses.action());
    Optional<NativeAction> builtIn =
        name instanceof ActionName.Hosted hosted
            ? job.setting().actions().find(hosted)
            : Optional.empty();
    if (builtIn.isPresent()) {
      builtIn(uses, builtIn.get(), turn);
    } else {
      job.action(place, uses, turn.session().log()::line).main(turn);
    }
  }

  private void builtIn(Step.Uses uses, NativeAction action, StepTurn turn)
      throws InterruptedException {
    Map<String, String> own = turn.variables();
    StepScope scope = turn.scope(own);
    ActionManifest manifest = action.manifest();
    Map<String, String> with =
        uses.with().map(data -> Evaluation.texts(data, scope)).orElse(Map.of());
    StepSession session = turn.session();
    session.log().add(LogEntry.Kind.GROUP, "Run " + uses.action());
    with.forEach((name, value) -> session.log().add(LogEntry.Kind.COMMAND, name + ": " + value));
    session.log().add(LogEntry.Kind.ENDGROUP, "");
    manifest
        .unexpected(with.keySet())
        .ifPresent(text -> session.log().annotate(Annotation.of(Annotation.Level.WARNING, text)));
    if (!manifest.missing(with).isEmpty()) {
      session.fail("Input required and not supplied: " + String.join(", ", manifest.missing(with)));
      return;
    }
    Map<String, String> inputs = manifest.values(with);
    afterwards(uses, action, inputs, session.state());
    var run =
        new StepActionRun(
            job.setting().order(), session, inputs, turn.environment(own), new LinkedHashMap<>());
    if (action.main(run) instanceof StepResult.Failed(String message)) {
      session.fail(message);
    }
  }

  /**
   * @param state filled while main runs: what it keeps is kept even when it fails
   */
  private void afterwards(
      Step.Uses uses, NativeAction action, Map<String, String> inputs, Map<String, String> state) {
    ActionManifest.Post post = action.manifest().post();
    if (post == ActionManifest.Post.NONE) {
      return;
    }
    job.afterwards(
        new PostStep(
            place,
            uses.common(),
            uses.action(),
            () ->
                post == ActionManifest.Post.ALWAYS
                    || place.progress().jobStatus() == Conclusion.SUCCESS,
            turn -> {
              Map<String, String> environment = turn.environment(turn.variables());
              var run =
                  new StepActionRun(
                      job.setting().order(), turn.session(), inputs, environment, state);
              if (action.post(run) instanceof StepResult.Failed(String message)) {
                turn.session().fail(message);
              }
            }));
  }
}
