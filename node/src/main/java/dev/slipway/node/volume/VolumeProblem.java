package dev.slipway.node.volume;

/** A volume cannot be made now, perhaps later: what it names is missing. */
public final class VolumeProblem extends Exception {
  public VolumeProblem(String message) {
    super(message);
  }

  /** The message; never missing. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
