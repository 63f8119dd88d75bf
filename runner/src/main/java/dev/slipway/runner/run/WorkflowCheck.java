package dev.slipway.runner.run;

import dev.slipway.base.InputException;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.runner.action.ActionLock;
import dev.slipway.runner.action.ActionSources;
import dev.slipway.runner.action.NativeActions;
import dev.slipway.runner.step.JobGround;
import dev.slipway.workflow.syntax.Data;
import dev.slipway.workflow.syntax.Job;
import dev.slipway.workflow.syntax.Lint;
import dev.slipway.workflow.syntax.Permissions;
import dev.slipway.workflow.syntax.Problem;
import dev.slipway.workflow.syntax.Step;
import dev.slipway.workflow.syntax.Support;
import dev.slipway.workflow.syntax.Workflow;
import dev.slipway.workflow.syntax.WorkflowReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Looks at a commit's workflows before anything runs: what cannot run here is refused by name, with
 * file, line and column.
 */
public final class WorkflowCheck {
  private static final Pattern NEEDS_IDENTITY =
      Pattern.compile(
          "(?m)^\\s*(?:gcloud\\s|docker\\s+push\\s"
              + "|kubectl\\s+(?:apply|create|delete|get|patch|replace|rollout|scale|set)\\s)");
  private static final Set<String> OF_PUSHES =
      Set.of("push", "pull_request", "pull_request_target");
  private static final String AUTHENTICATION = "google-github-actions/auth";

  private final NativeActions actions;
  private final ActionSources sources;
  private final RunnerLabels labels;

  /**
   * What was found.
   *
   * @param problems for which workflows cannot run that a push of the commit is to start
   * @param warnings that people should see
   */
  public record Findings(List<Problem> problems, List<Problem> warnings) {
    public Findings {
      problems = List.copyOf(problems);
      warnings = List.copyOf(warnings);
    }
  }

  WorkflowCheck(NativeActions actions, ActionSources sources, RunnerLabels labels) {
    this.actions = actions;
    this.sources = sources;
    this.labels = labels;
  }

  /**
   * Checks all workflow files of a commit. What is started by something else than a push or a pull
   * request may be beyond what can run here: there are warnings about it, and it fails when it is
   * started.
   *
   * @param name {@code OWNER/NAME} of the repository
   */
  public Findings check(String name, GitRepository repository, CommitId commit) {
    // A workflow is looked at by itself and once more for each that calls it.
    var problems = new LinkedHashSet<Problem>();
    var warnings = new LinkedHashSet<Problem>();
    for (WorkflowReader.Reading reading : new WorkflowFiles(repository, commit).read().values()) {
      switch (reading) {
        case WorkflowReader.Refused refused -> problems.addAll(refused.problems());
        case WorkflowReader.Accepted accepted -> {
          Findings found = check(accepted.workflow(), name, file -> repository.file(commit, file));
          if (OF_PUSHES.stream().anyMatch(e -> accepted.workflow().trigger(e).isPresent())) {
            problems.addAll(found.problems());
          } else {
            found.problems().forEach(problem -> warnings.add(later(problem)));
          }
          warnings.addAll(found.warnings());
        }
      }
    }
    return new Findings(List.copyOf(problems), List.copyOf(warnings));
  }

  private static Problem later(Problem problem) {
    return new Problem(
        problem.at(), problem.message() + ": this workflow fails when started", problem.hint());
  }

  /** The actions of other repositories that a commit's workflows use, as its lock should say. */
  ActionLock lock(String name, GitRepository repository, CommitId commit) {
    Function<String, Optional<byte[]>> files =
        file -> file.equals(ActionLock.FILE) ? Optional.empty() : repository.file(commit, file);
    var used = new ActionCheck(actions, sources, name, files);
    var problems = new ArrayList<Problem>();
    for (WorkflowReader.Reading reading : new WorkflowFiles(repository, commit).read().values()) {
      switch (reading) {
        case WorkflowReader.Refused refused -> problems.addAll(refused.problems());
        case WorkflowReader.Accepted accepted ->
            check(accepted.workflow(), used, problems, new ArrayList<>());
      }
    }
    if (!problems.isEmpty()) {
      throw problems.getFirst().exception();
    }
    return new ActionLock(used.used());
  }

  /**
   * Checks a workflow that could be read, with those that it calls.
   *
   * @param name {@code OWNER/NAME} of its repository
   * @param files of its commit
   */
  Findings check(Workflow workflow, String name, Function<String, Optional<byte[]>> files) {
    // Whether an action can be run is looked at here, where there is more to say about it.
    var problems = new ArrayList<>(Support.check(workflow, action -> true));
    var warnings = new ArrayList<Problem>();
    check(workflow, new ActionCheck(actions, sources, name, files), problems, warnings);
    problems.sort(
        Comparator.comparing(Problem::file)
            .thenComparingInt(Problem::line)
            .thenComparingInt(Problem::column));
    return new Findings(problems, warnings);
  }

  private void check(
      Workflow workflow, ActionCheck used, List<Problem> problems, List<Problem> warnings) {
    warnings.addAll(Lint.check(workflow));
    for (Job job : workflow.jobs()) {
      switch (job.work()) {
        case Job.Steps steps -> {
          check(steps, used, problems, warnings);
          lint(workflow, job, steps, warnings);
        }
        case Job.Call call ->
            call.workflow()
                .ifPresentOrElse(
                    called -> check(called, used, problems, warnings),
                    () ->
                        problems.add(
                            new Problem(
                                call.usesAt(),
                                "the workflow " + call.uses() + " is not in this repository",
                                "workflows of other repositories cannot be called here")));
      }
    }
  }

  private void check(
      Job.Steps steps, ActionCheck used, List<Problem> problems, List<Problem> warnings) {
    steps.container().ifPresent(container -> checkContainer(container, problems));
    steps
        .services()
        .ifPresent(services ->
            problems.add(
                new Problem(
                    services.at(),
                    "\"services\" of a job are not supported yet",
                    "start what the job needs in a step, in the background")));
    if (steps.runsOn() instanceof Data.Literal literal) {
      checkLabel(literal, problems);
    } else if (steps.runsOn() instanceof Data.Items items) {
      for (Data item : items.items()) {
        if (item instanceof Data.Literal literal) {
          checkLabel(literal, problems);
        }
      }
    }
    for (Step step : steps.steps()) {
      if (step instanceof Step.Uses uses) {
        used.check(uses, problems, warnings);
      }
    }
  }

  private static void checkContainer(Data container, List<Problem> problems) {
    try {
      JobGround.check(container);
    } catch (InputException e) {
      problems.add(new Problem(e.position(), e.problem(), e.hint().orElse("")));
    }
  }

  private void checkLabel(Data.Literal label, List<Problem> problems) {
    labels
        .problem(label.value().text())
        .ifPresent(text -> problems.add(new Problem(label.at(), text, labels.hint())));
  }

  /** A job that pushes or deploys without an identity will be refused by registry and cluster. */
  private static void lint(Workflow workflow, Job job, Job.Steps steps, List<Problem> warnings) {
    boolean authenticates = false;
    for (Step step : steps.steps()) {
      if (step instanceof Step.Uses uses && uses.action().startsWith(AUTHENTICATION)) {
        authenticates = true;
        if (!mayRequestIdToken(workflow, job)) {
          warnings.add(
              new Problem(
                  uses.actionAt(),
                  "the job asks for an identity without \"id-token: write\"",
                  "add it to the permissions of the job or the workflow"));
        }
      }
      if (!authenticates
          && step instanceof Step.Run run
          && NEEDS_IDENTITY.matcher(text(run.script())).find()) {
        warnings.add(
            new Problem(
                run.common().at(),
                "this step pushes or deploys, but no step before it authenticates: it will be"
                    + " refused",
                "use " + AUTHENTICATION + " with \"id-token: write\" before it"));
        return;
      }
    }
  }

  private static boolean mayRequestIdToken(Workflow workflow, Job job) {
    return job.permissions().or(workflow::permissions).orElse(Permissions.DEFAULT).of("id-token")
        == Permissions.Access.WRITE;
  }

  private static String text(Data script) {
    return switch (script) {
      case Data.Literal literal -> literal.value().text();
      case Data.Computed computed -> computed.source();
      case Data.Guard guard -> guard.source();
      case Data.Items items -> "";
      case Data.Entries entries -> "";
    };
  }
}
