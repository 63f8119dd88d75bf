package dev.slipway.dockerfile.plan;

import dev.slipway.dockerfile.plan.PlannedStage.HistoryLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A stage while its instructions are gone through: what it is so far. */
final class StageState {
  private final ConfigDraft config;
  private final Scope scope;
  private final List<Step> steps = new ArrayList<>();
  private final List<HistoryLine> history = new ArrayList<>();

  private StageState(ConfigDraft config, Scope scope) {
    this.config = config;
    this.scope = scope;
  }

  static StageState of(ConfigDraft config) {
    return new StageState(config, Scope.of(config.environment()));
  }

  /** The start of a stage that is built from this one. */
  StageState child() {
    return new StageState(config.copy(), scope.child());
  }

  ConfigDraft config() {
    return config;
  }

  Scope scope() {
    return scope;
  }

  List<Step> steps() {
    return steps;
  }

  List<HistoryLine> history() {
    return history;
  }

  /** A step that makes a layer. */
  void add(Step step) {
    history.add(new HistoryLine(step.createdBy(), Optional.of(steps.size())));
    steps.add(step);
  }

  /** An instruction that changes the configuration only. */
  void note(String createdBy) {
    history.add(new HistoryLine(createdBy, Optional.empty()));
  }

  /** A path of an instruction, meant from the working directory. */
  String absolute(String path) {
    return Path.of("/").resolve(config.directory()).resolve(path).normalize().toString();
  }
}
