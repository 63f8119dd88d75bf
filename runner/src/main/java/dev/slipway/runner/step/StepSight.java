package dev.slipway.runner.step;

import dev.slipway.workflow.syntax.Evaluation;
import dev.slipway.workflow.syntax.Step;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What one step sees: contexts for its expressions, variables for its programs. */
final class StepSight {
  private final JobExecution job;
  private final StepPlace place;
  private final Step.Common common;
  private volatile Optional<CommandFiles> files = Optional.empty();

  StepSight(StepPlace place, Step.Common common) {
    this.job = place.job();
    this.place = place;
    this.common = common;
  }

  /** From now on the step has these files to tell things through. */
  void tells(CommandFiles made) {
    files = Optional.of(made);
  }

  /** The variables that {@code env} shows inside the step: the job's and the step's own. */
  Map<String, String> variables() {
    var all = new LinkedHashMap<>(place.progress().environment());
    common
        .env()
        .ifPresent(
            data -> all.putAll(Evaluation.texts(data, scope(place.progress().environment()))));
    return all;
  }

  /** All variables that a program of the step gets. */
  Map<String, String> environment(Map<String, String> own) {
    var environment =
        new StepEnvironment(job.setting().container(), job.contexts(), job.setting().order());
    var github = new LinkedHashMap<>(place.github());
    github.putAll(inGithub());
    return environment.of(
        own, place.progress().path(), github, files.map(CommandFiles::variables).orElse(Map.of()));
  }

  /** What the step adds to the context {@code github}. */
  private Map<String, String> inGithub() {
    var added = new LinkedHashMap<String, String>();
    added.put("action", common.id());
    added.put("event_path", job.eventFile().toString());
    files.ifPresent(made -> {
      added.put("env", made.place("GITHUB_ENV"));
      added.put("output", made.place("GITHUB_OUTPUT"));
      added.put("path", made.place("GITHUB_PATH"));
      added.put("state", made.place("GITHUB_STATE"));
      added.put("step_summary", made.place("GITHUB_STEP_SUMMARY"));
    });
    return added;
  }

  StepScope scope(Map<String, String> environment) {
    return place.scope(environment, inGithub());
  }
}
