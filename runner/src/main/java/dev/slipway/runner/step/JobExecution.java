package dev.slipway.runner.step;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.runner.Conclusion;
import dev.slipway.runner.action.ActionName;
import dev.slipway.runner.action.ActionSources;
import dev.slipway.runner.action.NativeActions;
import dev.slipway.runner.action.Placement;
import dev.slipway.runner.command.SafeOutputs;
import dev.slipway.runner.command.SecretMasker;
import dev.slipway.runner.job.JobContainer;
import dev.slipway.runner.log.JobLog;
import dev.slipway.workflow.expression.ExpressionException;
import dev.slipway.workflow.syntax.ActionFile;
import dev.slipway.workflow.syntax.Data;
import dev.slipway.workflow.syntax.Evaluation;
import dev.slipway.workflow.syntax.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Executes the steps of one job in its container, then what they left to be done afterwards. */
public final class JobExecution {
  private final Setting setting;
  private final JobProgress progress;
  private final JobContexts contexts;
  private final StepPlace place;
  private final ActionLoader loader;
  private final JobNode node = new JobNode();
  private final Map<Step, RepositoryAction> prepared = new HashMap<>();
  private final Deque<PostStep> posts = new ArrayDeque<>();
  private final StepLog jobLog;
  private Deadline deadline;
  private int number;

  /**
   * What a job is executed with.
   *
   * @param log not closed here
   * @param control for those who want to cancel it
   */
  public record Setting(
      JobOrder order,
      JobContainer container,
      NativeActions actions,
      ActionSources sources,
      JobLog log,
      StepListener listener,
      JobControl control) {}

  private JobExecution(Setting setting) {
    this.setting = setting;
    this.progress = JobProgress.of(masker(setting.order()));
    this.place = StepPlace.ofJob(this, progress, prepared);
    this.loader =
        new ActionLoader(
            setting.container().files(), setting.sources(), setting.order().job().repository());
    this.contexts = new JobContexts(setting.order(), setting.container().files());
    contexts.secretValues().forEach(progress.masker()::add);
    this.jobLog = new StepLog(setting.log(), progress.masker(), 0);
    this.deadline = deadlineAfter(setting.order().instance().timeoutMinutes());
  }

  /** Hides everything the job could let slip. */
  static SecretMasker masker(JobOrder order) {
    var masker = new SecretMasker();
    order.secrets().values().forEach(masker::add);
    order.credentials().secrets().forEach(masker::add);
    return masker;
  }

  /**
   * Executes the job to its end.
   *
   * @throws InterruptedException after having ended what ran: the process stops
   * @throws JobCancelled when it was cancelled before its first step
   */
  public static JobResult run(Setting setting) throws InterruptedException, JobCancelled {
    return new JobExecution(setting).run();
  }

  private JobResult run() throws InterruptedException, JobCancelled {
    try {
      prepare();
      prepared.putAll(prepare(setting.order().instance().steps().steps(), 0));
      setting.control().proceed();
      before();
      for (Step step : setting.order().instance().steps().steps()) {
        run(step);
      }
      while (!posts.isEmpty()) {
        post(posts.pop());
      }
      return result();
    } catch (IOException | RuntimeException e) {
      jobLog.error(problem(e));
      return JobResult.of(setting.control().broken());
    }
  }

  private void prepare() throws IOException, JobCancelled {
    setting.control().proceed();
    JobOrder order = setting.order();
    jobLog.line("Job " + order.job().name() + " of " + order.job().workflowFile());
    jobLog.line("Commit " + order.job().commit() + " (" + order.job().ref() + ")");
    jobLog.line(
        setting.container().base().describe()
            + ", label "
            + String.join(", ", order.instance().runsOn()));
    order
        .job()
        .permissions()
        .forEach((scope, access) -> jobLog.line("GITHUB_TOKEN: " + scope + " " + access));
    new Placement(setting.container().files()).write(eventFile(), Json.bytes(order.event()), 0644);
    addVariables(order.instance().workflow().env());
    addVariables(order.instance().steps().env());
  }

  private void addVariables(Optional<Data> variables) {
    var scope = contexts.early(progress, progress.environment());
    variables.ifPresent(data -> progress.environment().putAll(Evaluation.texts(data, scope)));
  }

  private void run(Step step) throws InterruptedException {
    number++;
    new StepTurn(place, step.common(), number, describe(step)).run(new StepBody(place, step)::run);
  }

  /** Runs what the actions of hosted repositories want to run first. */
  private void before() throws InterruptedException {
    for (Step step : setting.order().instance().steps().steps()) {
      RepositoryAction action = prepared.get(step);
      if (action != null && action.wantsPre()) {
        number++;
        new StepTurn(place, step.common(), number, "Pre " + describe(step))
            .runAround(() -> true, action::pre);
      }
    }
  }

  /** The actions of hosted repositories among the steps, with those that they use. */
  private Map<Step, RepositoryAction> prepare(List<Step> steps, int depth)
      throws IOException, JobCancelled {
    var found = new LinkedHashMap<Step, RepositoryAction>();
    for (Step step : steps) {
      setting.control().proceed();
      if (step instanceof Step.Uses uses
          && ActionName.parse(uses.action()) instanceof ActionName.Hosted hosted
          && setting.actions().find(hosted).isEmpty()) {
        ActionLoader.Loaded loaded = loader.load(hosted, uses.actionAt(), jobLog::line);
        // One that uses itself is refused when its turn comes.
        boolean deeper = depth < StepPlace.DEEPEST;
        Map<Step, RepositoryAction> inner =
            deeper && loaded.file().runs() instanceof ActionFile.Composite composite
                ? prepare(composite.steps(), depth + 1)
                : Map.of();
        found.put(step, new RepositoryAction(place, uses, loaded, inner));
      }
    }
    return found;
  }

  /** The action of a step that is not built in. */
  RepositoryAction action(StepPlace where, Step.Uses uses, Consumer<String> log)
      throws IOException {
    RepositoryAction ready = where.prepared().get(uses);
    return ready != null
        ? ready.at(where)
        : new RepositoryAction(
            where,
            uses,
            loader.load(ActionName.parse(uses.action()), uses.actionAt(), log),
            Map.of());
  }

  private String describe(Step step) {
    return switch (step) {
      case Step.Run run -> "Run " + firstLine(run.script());
      case Step.Uses uses -> "Run " + uses.action();
      case Step.Wait wait -> "Wait";
      case Step.Cancel cancel -> "Cancel " + cancel.step();
      case Step.Parallel parallel -> "Parallel steps";
    };
  }

  private String firstLine(Data script) {
    return scriptText(script).strip().lines().findFirst().orElse("");
  }

  /** What the step will run, or as it is written when the step will fail because of that. */
  private String scriptText(Data script) {
    if (script instanceof Data.Literal literal) {
      return literal.value().text();
    }
    try {
      return Evaluation.text(script, contexts.scope(progress, progress.environment(), Map.of()));
    } catch (RuntimeException e) {
      return switch (script) {
        case Data.Literal literal -> literal.value().text();
        case Data.Computed computed -> computed.source();
        case Data.Guard guard -> guard.source();
        case Data.Items items -> "";
        case Data.Entries entries -> "";
      };
    }
  }

  private void post(PostStep post) throws InterruptedException {
    number++;
    new StepTurn(post.place(), post.common(), number, "Post " + post.name())
        .runAround(post.wanted(), post.work());
  }

  void afterwards(PostStep post) {
    posts.push(post);
  }

  private JobResult result() {
    Map<String, String> outputs = Map.of();
    Optional<String> url = Optional.empty();
    try {
      var scope = contexts.scope(progress, progress.environment(), Map.of());
      outputs =
          setting
              .order()
              .instance()
              .steps()
              .outputs()
              .map(data -> Evaluation.texts(data, scope))
              .orElse(Map.of());
      url =
          setting
              .order()
              .instance()
              .environment()
              .flatMap(e -> e.url())
              .map(data -> Evaluation.text(data, scope))
              .filter(text -> !text.isBlank() && !progress.masker().hides(text));
    } catch (ExpressionException e) {
      jobLog.error(problem(e));
      progress.concluded(Conclusion.FAILURE);
    }
    SafeOutputs safe = SafeOutputs.of(outputs, progress.masker());
    safe.warnings()
        .forEach(warning -> jobLog.add(dev.slipway.runner.log.LogEntry.Kind.WARNING, warning));
    return new JobResult(progress.status(), safe.outputs(), url);
  }

  /** The words for the log of something that went wrong. */
  static String problem(Exception e) {
    String message = e.getMessage();
    return message == null || (e instanceof RuntimeException && !isMeant(e))
        ? e.toString()
        : message;
  }

  private static boolean isMeant(Exception e) {
    return e instanceof SlipwayException
        || e instanceof ExpressionException
        || e instanceof dev.slipway.base.InputException
        || e instanceof dev.slipway.runner.command.CommandFileException;
  }

  Setting setting() {
    return setting;
  }

  JobProgress progress() {
    return progress;
  }

  /** What JavaScript actions run with. */
  JobNode node() {
    return node;
  }

  JobContexts contexts() {
    return contexts;
  }

  Deadline deadline() {
    return deadline;
  }

  private static Deadline deadlineAfter(double minutes) {
    return Deadline.after(JobControl.minutes(minutes));
  }

  /**
   * Acts on a cancellation, once: from then on the job is cancelled and has only so long to end.
   */
  void heedCancellation() {
    if (setting.control().takeCancellation()) {
      cancelled();
    }
  }

  /** The job is to end, and has only so long to do so. */
  void cancelled() {
    progress.cancelled();
    deadline = deadlineAfter(setting.order().instance().cancelTimeoutMinutes());
  }

  Path eventFile() {
    return setting
        .container()
        .files()
        .temporary()
        .resolve("_github_workflow")
        .resolve("event.json");
  }
}
