package dev.slipway.workflow.event;

import java.util.List;
import java.util.Locale;

/** Words in a commit's message that keep its push or pull request from starting workflows. */
public final class SkipMarker {
  private static final List<String> MARKERS =
      List.of("[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]");

  private SkipMarker() {}

  /** Whether a message asks for that. */
  public static boolean isIn(String message) {
    String text = message.toLowerCase(Locale.ROOT);
    return MARKERS.stream().anyMatch(text::contains);
  }
}
