package dev.slipway.manifest.defaults;

import tools.jackson.databind.node.ObjectNode;

/** Completes objects with Kubernetes' defaults. */
public final class Defaults {
  private Defaults() {}

  /** Fills in what {@code tree} leaves out, in place; unknown kinds stay as they are. */
  public static void apply(ObjectNode tree) {}
}
