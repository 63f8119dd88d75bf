package dev.slipway.forge;

import java.util.Locale;

/** How the commits of a pull request get into its base. */
public enum MergeMethod {
  /** By a merge commit. */
  MERGE,
  /** As one new commit. */
  SQUASH,
  /** As new commits, one for each. */
  REBASE;

  /** {@code merge}, {@code squash} or {@code rebase}. */
  public static MergeMethod parse(String text) {
    for (MergeMethod method : values()) {
      if (method.name().toLowerCase(Locale.ROOT).equals(text)) {
        return method;
      }
    }
    throw new ForgeException(
        ForgeException.Reason.INVALID,
        "method \"" + text + "\" is none of merge, squash and rebase");
  }
}
