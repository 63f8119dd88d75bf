package dev.slipway.workflow.plan;

import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.syntax.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run: which of its jobs have started, ended, been skipped. It never changes; each method gives
 * the state that comes after.
 */
public final class RunState {
  private final Frame root;
  private final boolean fork;
  private final Optional<String> cancelReason;

  RunState(Frame root, boolean fork, Optional<String> cancelReason) {
    this.root = root;
    this.fork = fork;
    this.cancelReason = cancelReason;
  }

  /**
   * A run that has not begun.
   *
   * @param contexts {@code github}, {@code inputs} and {@code vars}
   * @param trust where the code comes from
   */
  public static RunState begin(Workflow workflow, ObjectValue contexts, Trust trust) {
    SecretScope secrets =
        switch (trust) {
          case REPOSITORY -> new SecretScope.All();
          case FORK -> new SecretScope.None();
        };
    Frame root = Frame.begin(workflow, contexts, secrets, Optional.empty(), "");
    return new RunState(root, trust == Trust.FORK, Optional.empty());
  }

  /** Where the code of a run comes from. */
  public enum Trust {
    /** Somebody who may write to the repository. */
    REPOSITORY,
    /** Anybody: tokens read only, no identity, no secrets. */
    FORK
  }

  /** An execution has ended, by itself or because it was told to. */
  public RunState ended(String id, Result result, Map<String, String> outputs) {
    return with(RunEdits.single(root, id, s -> s.isOver() ? s : s.over(result, outputs)));
  }

  /** Somebody wants the whole run to end. */
  public RunState cancelled(String reason) {
    return cancelReason.isPresent() ? this : new RunState(root, fork, Optional.of(reason));
  }

  /** One execution is to end, for instance because its concurrency group has a newer one. */
  public RunState cancelled(String id, String reason) {
    return with(RunEdits.single(root, id, s -> s.cancel(reason)));
  }

  public boolean isOver() {
    return root.isOver();
  }

  /** How the run ended, or would if nothing else happened. */
  public Result result() {
    return root.result();
  }

  public Workflow workflow() {
    return root.workflow();
  }

  /** Every execution there is so far, those of called workflows too. */
  public List<JobInstance> instances() {
    List<JobInstance> instances = new ArrayList<>();
    RunEdits.singles(root).forEach(s -> instances.add(s.instance()));
    return instances;
  }

  /** What each job is doing and why, in the file's order. */
  public List<JobExplanation> explain() {
    return JobExplanation.of(this);
  }

  Frame root() {
    return root;
  }

  boolean fork() {
    return fork;
  }

  Optional<String> cancelReason() {
    return cancelReason;
  }

  RunState with(Frame frame) {
    return new RunState(frame, fork, cancelReason);
  }
}
