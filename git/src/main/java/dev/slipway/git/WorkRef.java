package dev.slipway.git;

/**
 * Refs below {@code refs/slipway/work/}: commits that are handed over to be run and belong to no
 * branch. No workflow is started by them; a run on one removes it when it ends.
 */
public final class WorkRef {
  private static final String PREFIX = "refs/slipway/work/";

  private WorkRef() {}

  public static boolean is(String ref) {
    return ref.startsWith(PREFIX);
  }
}
