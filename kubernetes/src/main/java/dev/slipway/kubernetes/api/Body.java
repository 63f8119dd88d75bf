package dev.slipway.kubernetes.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A body as it was read, with the form it came in: that decides what is said about its keys.
 *
 * @param form what else the text says than {@code tree} shows
 */
record Body(ObjectNode tree, Form form) {
  private static final int MOST = 100;

  /** How a body was written. */
  sealed interface Form {
    /** Keys appear twice in some of them; the last counts. */
    record JsonText(byte[] bytes) implements Form {}

    /**
     * A YAML text.
     *
     * @param repeated such as {@code line 3: key "a" already set in map}
     */
    record YamlText(List<String> repeated) implements Form {
      public YamlText {
        repeated = List.copyOf(repeated);
      }
    }

    /** A message, which names no fields. */
    record Message() implements Form {}
  }

  /** The tree alone: nothing is said about keys that appear twice. */
  Body withoutForm() {
    return new Body(tree, new Form.Message());
  }

  /** Unknown and repeated fields, one by one. */
  List<String> problems(Collection<String> unknown) {
    return switch (form) {
      case Form.JsonText(byte[] bytes) -> JsonKeys.problems(bytes, unknown);
      case Form.YamlText(List<String> repeated) -> {
        var all = new ArrayList<>(repeated);
        all.addAll(unknownFields(unknown));
        yield all;
      }
      case Form.Message() -> unknownFields(unknown);
    };
  }

  /** All of them in one sentence, as a refusal gives them; empty when there are none. */
  String refusal(Collection<String> unknown) {
    if (form instanceof Form.YamlText(List<String> repeated) && !repeated.isEmpty()) {
      var all = new ArrayList<String>();
      all.add("yaml: unmarshal errors:\n  " + String.join("\n  ", repeated));
      all.addAll(unknownFields(unknown));
      return String.join(", ", all);
    }
    return String.join(", ", problems(unknown));
  }

  private static List<String> unknownFields(Collection<String> unknown) {
    return unknown.stream().sorted().limit(MOST).map(f -> "unknown field \"" + f + "\"").toList();
  }
}
