package dev.slipway.node.probe;

import java.util.Optional;

/**
 * What consecutive results of one probe mean (kubelet, prober/worker.go): only as many equal ones
 * as the threshold asks for change the verdict.
 */
public final class Thresholds {
  /** Whether the container counts as well. */
  public enum Verdict {
    UNDECIDED,
    WELL,
    ILL
  }

  private final int successThreshold;
  private final int failureThreshold;
  private Verdict verdict;
  private boolean lastSucceeded;
  private int run;

  /**
   * Starts undecided about startup, ill for readiness, well for liveness.
   *
   * @param initial the verdict before the first result
   */
  public Thresholds(Probe probe, Verdict initial) {
    this.successThreshold = probe.successThreshold();
    this.failureThreshold = probe.failureThreshold();
    this.verdict = initial;
  }

  public Verdict verdict() {
    return verdict;
  }

  /** Counts a result; tells the new verdict when it changes or is reached anew. */
  public Optional<Verdict> count(ProbeResult result) {
    return switch (result) {
      case ProbeResult.Success _ -> count(true, successThreshold, Verdict.WELL);
      case ProbeResult.Failure _ -> count(false, failureThreshold, Verdict.ILL);
      case ProbeResult.Unknown _ -> Optional.empty();
    };
  }

  private Optional<Verdict> count(boolean success, int threshold, Verdict reached) {
    run = run > 0 && lastSucceeded == success ? run + 1 : 1;
    lastSucceeded = success;
    if (run < threshold || verdict == reached) {
      return Optional.empty();
    }
    verdict = reached;
    return Optional.of(reached);
  }
}
