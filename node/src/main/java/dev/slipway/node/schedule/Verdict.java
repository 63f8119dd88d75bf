package dev.slipway.node.schedule;

import java.util.List;
import java.util.stream.Collectors;

/** What becomes of a pod that waits for a node. */
sealed interface Verdict {
  /** The node takes it. */
  record Fits() implements Verdict {}

  /** It waits until its gates are taken away; nobody tries before. */
  record Gated() implements Verdict {}

  /** It waits for a scheduler that does not exist here. */
  record Foreign(String scheduler) implements Verdict {}

  /**
   * The node cannot take it as things are.
   *
   * @param reasons in the words of Kubernetes' filters
   * @param remedy whether ending others could help
   */
  record Unfit(List<String> reasons, Remedy remedy) implements Verdict {
    /** What Kubernetes would look for next: pods to end in favour of this one. */
    enum Remedy {
      NONE_FOUND("No preemption victims found for incoming pod."),
      NOT_HELPFUL("Preemption is not helpful for scheduling.");

      private final String text;

      Remedy(String text) {
        this.text = text;
      }
    }

    /** As events and conditions say it. */
    String message() {
      String all = reasons.stream().sorted().map(r -> "1 " + r).collect(Collectors.joining(", "));
      return "0/1 nodes are available: "
          + all
          + ". preemption: 0/1 nodes are available: 1 "
          + remedy.text;
    }
  }
}
