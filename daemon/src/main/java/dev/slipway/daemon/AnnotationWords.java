package dev.slipway.daemon;

import dev.slipway.base.InputException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code --annotation [LEVEL,…:]KEY=VALUE}: an image here is one manifest and no index. */
final class AnnotationWords {
  private static final List<String> LEVELS =
      List.of("manifest", "index", "manifest-descriptor", "index-descriptor");

  private AnnotationWords() {}

  static Map<String, String> parse(List<String> words) {
    var annotations = new LinkedHashMap<String, String>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw invalid(word, "has no value", "write KEY=VALUE");
      }
      String key = word.substring(0, equals);
      int colon = key.indexOf(':');
      List<String> levels = colon < 0 ? List.of() : levels(key.substring(0, colon));
      if (levels.isEmpty()) {
        annotations.put(key, word.substring(equals + 1));
      } else if (levels.contains("manifest")) {
        annotations.put(key.substring(colon + 1), word.substring(equals + 1));
      } else {
        throw invalid(
            word, "belongs to an index, and none is made here", "write manifest:KEY=VALUE");
      }
    }
    return annotations;
  }

  /** What is before the colon, unless the colon belongs to the key. */
  private static List<String> levels(String text) {
    List<String> levels =
        Arrays.stream(text.split(",", -1)).map(l -> l.replaceFirst("\\[.*\\]$", "")).toList();
    return LEVELS.containsAll(levels) ? levels : List.of();
  }

  private static InputException invalid(String word, String problem, String hint) {
    return new InputException(InputException.Position.of("--annotation " + word), problem, hint);
  }
}
