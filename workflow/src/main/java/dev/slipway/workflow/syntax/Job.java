package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException.Position;
import java.util.List;
import java.util.Optional;

/**
 * A job: one or, with a matrix, many executions of the same work.
 *
 * @param needs the jobs that end before it
 * @param condition its {@code if}
 * @param strategy {@code fail-fast}, {@code max-parallel} and {@code matrix}
 * @param permissions what it names itself
 * @param work its steps, or the workflow it calls
 */
public record Job(
    String id,
    Position at,
    Optional<Data> name,
    List<Need> needs,
    Data.Guard condition,
    Optional<Data> strategy,
    Optional<Permissions> permissions,
    Optional<Data> concurrency,
    Work work) {
  public Job {
    needs = List.copyOf(needs);
  }

  /** A job that ends before this one. */
  public record Need(String job, Position at) {}

  /** What a job does. */
  public sealed interface Work {}

  /** Runs steps on a runner. */
  public record Steps(
      Data runsOn,
      Optional<Data> environment,
      Optional<Data> env,
      Optional<Data> defaults,
      Optional<Data> outputs,
      Optional<Data> timeoutMinutes,
      Optional<Data> cancelTimeoutMinutes,
      Optional<Data> continueOnError,
      Optional<Data> container,
      Optional<Data> services,
      Optional<Data> snapshot,
      List<Step> steps)
      implements Work {
    public Steps {
      steps = List.copyOf(steps);
    }
  }

  /**
   * Calls another workflow.
   *
   * @param uses its address as written
   * @param workflow what is called; empty when it is not in this repository
   */
  public record Call(
      String uses,
      Position usesAt,
      Optional<Data> with,
      CallSecrets secrets,
      Optional<Workflow> workflow)
      implements Work {}

  /** Which secrets a called workflow sees. */
  public sealed interface CallSecrets {}

  /** All of the caller's. */
  public record InheritedSecrets() implements CallSecrets {}

  /** The named ones. */
  public record NamedSecrets(Optional<Data.Entries> secrets) implements CallSecrets {}
}
