package dev.slipway.node.pod;

import dev.slipway.base.SlipwayException;

/**
 * A container's program could not be started. It counts as a run that has ended: the restart policy
 * decides whether another one follows, as where containerd runs the containers.
 */
final class StartProblem extends Exception {
  private static final long serialVersionUID = 1L;

  /** How such a run ends. */
  static final int CODE = 128;

  StartProblem(SlipwayException cause) {
    super(SlipwayException.said(cause), cause);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
