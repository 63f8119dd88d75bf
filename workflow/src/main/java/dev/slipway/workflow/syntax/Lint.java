package dev.slipway.workflow.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a valid workflow had better not do: warnings, never refusals.
 *
 * <p>Script injection, conditions that are always true, commands that are gone, deployments that
 * may overtake one another (S43), tokens that may do more than they must (S40).
 */
public final class Lint {
  /** Values that outsiders choose and that a shell would read as code. */
  private static final Pattern UNTRUSTED =
      Pattern.compile(
          "github\\.(head_ref"
              + "|event(\\.[\\w*-]+|\\[[^]]*])*\\.(title|body|message|name|email|label|page_name|ref)"
              + "(?![\\w-])(?!\\s*\\())",
          Pattern.CASE_INSENSITIVE);

  /** Names under {@code github.event} that the repository's own people choose. */
  private static final Pattern TRUSTED =
      Pattern.compile(
          "github\\.event(\\.ref|\\.repository\\.\\w+|\\.action|(\\.\\w+)*\\.base\\.(ref|repo\\.\\w+))",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern GONE =
      Pattern.compile("::(set-output|save-state|set-env|add-path)( |::)");

  /** Actions that turn a job's identity into credentials of a cloud. */
  private static final Pattern LOGIN =
      Pattern.compile(
          "(google-github-actions/auth|aws-actions/configure-aws-credentials|azure/login)@",
          Pattern.CASE_INSENSITIVE);

  private final List<Problem> warnings = new ArrayList<>();

  private Lint() {}

  /** Every warning, in the order of the file. */
  public static List<Problem> check(Workflow workflow) {
    Lint lint = new Lint();
    workflow.triggers().forEach(trigger -> trigger.schedules().forEach(lint::schedule));
    workflow.jobs().forEach(lint::job);
    lint.overtaking(workflow);
    return List.copyOf(lint.warnings);
  }

  private void schedule(Trigger.Schedule schedule) {
    if (Cron.parse(schedule.cron()).isTooOften()) {
      warnings.add(
          new Problem(
              schedule.at(),
              "The time table '" + schedule.cron() + "' is more frequent than every five minutes",
              "Elsewhere than here such starts are dropped."));
    }
  }

  private void job(Job job) {
    condition(job.condition());
    if (job.work() instanceof Job.Steps steps) {
      steps.steps().forEach(this::step);
    }
  }

  /**
   * One warning is enough, as the group belongs on the workflow: about its last job that deploys,
   * for those before it make what it deploys. A workflow that is only called has its callers'
   * groups.
   */
  private void overtaking(Workflow workflow) {
    boolean onlyCalled =
        workflow.triggers().stream().allMatch(t -> t.event().equals("workflow_call"));
    if (onlyCalled || workflow.concurrency().isPresent()) {
      return;
    }
    workflow.jobs().stream()
        .filter(job -> job.concurrency().isEmpty() && deploys(job, workflow.permissions()))
        .reduce((_, last) -> last)
        .ifPresent(job ->
            warnings.add(
                new Problem(
                    job.at(),
                    "The job '"
                        + job.id()
                        + "' deploys without concurrency: an older run may end last",
                    "Add concurrency: deploy-${{ github.ref }} to the workflow. The environment's"
                        + " own fence refuses the older run meanwhile.")));
  }

  /**
   * A job that deploys may prove who it is, and does so: it names its environment, or logs in. The
   * permission alone says little, as workflows give it to all of their jobs.
   */
  private static boolean deploys(Job job, Optional<Permissions> inherited) {
    Optional<Permissions> permissions = job.permissions().or(() -> inherited);
    return switch (job.work()) {
      case Job.Steps steps ->
          permissions.filter(p -> p.of("id-token") == Permissions.Access.WRITE).isPresent()
              && (steps.environment().isPresent() || steps.steps().stream().anyMatch(Lint::logsIn));
      case Job.Call call ->
          call.workflow()
              .filter(called -> called.concurrency().isEmpty())
              .filter(called ->
                  called.jobs().stream()
                      .anyMatch(own -> deploys(own, called.permissions().or(() -> permissions))))
              .isPresent();
    };
  }

  private static boolean logsIn(Step step) {
    return switch (step) {
      case Step.Uses uses -> LOGIN.matcher(uses.action()).lookingAt();
      case Step.Parallel parallel -> parallel.steps().stream().anyMatch(Lint::logsIn);
      case Step.Run _, Step.Wait _, Step.Cancel _ -> false;
    };
  }

  private void step(Step step) {
    condition(step.common().condition());
    switch (step) {
      case Step.Run run -> script(run.script());
      case Step.Uses uses -> {
        if (uses.action().toLowerCase(Locale.ROOT).startsWith("actions/github-script@")) {
          uses.with()
              .filter(Data.Entries.class::isInstance)
              .flatMap(with -> ((Data.Entries) with).get("script"))
              .ifPresent(this::injection);
        }
      }
      case Step.Parallel parallel -> parallel.steps().forEach(this::step);
      case Step.Wait _, Step.Cancel _ -> {}
    }
  }

  private void script(Data script) {
    injection(script);
    String text =
        switch (script) {
          case Data.Literal literal -> literal.value().text();
          case Data.Computed computed -> computed.source();
          case Data.Guard _, Data.Items _, Data.Entries _ -> "";
        };
    var matcher = GONE.matcher(text);
    if (matcher.find()) {
      warnings.add(
          new Problem(
              script.at(),
              "The workflow command '" + matcher.group(1) + "' is deprecated",
              "Write to $GITHUB_OUTPUT, $GITHUB_STATE, $GITHUB_ENV or $GITHUB_PATH instead."));
    }
  }

  private void injection(Data script) {
    for (String expression : Mentions.expressions(script)) {
      var matcher = UNTRUSTED.matcher(expression);
      while (matcher.find()) {
        if (!TRUSTED.matcher(matcher.group()).matches()) {
          warnings.add(
              new Problem(
                  script.at(),
                  "'" + matcher.group() + "' becomes part of a script, and anybody may choose it",
                  "Hand it over in env and use the variable, quoted."));
        }
      }
    }
  }

  private void condition(Data.Guard guard) {
    if (guard.condition().alwaysTrueText()) {
      warnings.add(
          new Problem(
              guard.at(),
              "The condition is always true: there is text around its ${{ }}",
              "Write the whole condition inside one ${{ }}, or without any."));
    }
  }
}
