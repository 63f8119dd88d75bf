package dev.slipway.manifest.patch;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A value cut short for an error message. */
final class Excerpt {
  private static final int LENGTH = 80;

  private Excerpt() {}

  static String of(@Nullable JsonNode node) {
    String text = String.valueOf(node);
    return text.length() <= LENGTH ? text : text.substring(0, LENGTH) + "...";
  }
}
