package dev.slipway.runner.builtin.docker;

import dev.slipway.runner.action.ActionInputs;
import java.util.LinkedHashMap;
import java.util.Map;

/** Inputs of lines {@code NAME=VALUE}. */
final class Pairs {
  private Pairs() {}

  static Map<String, String> of(ActionInputs inputs, String input) {
    var pairs = new LinkedHashMap<String, String>();
    for (String line : inputs.lines(input)) {
      int equals = line.indexOf('=');
      if (equals < 1) {
        throw inputs.invalid(input, "\"" + line + "\" has no value", "write NAME=VALUE");
      }
      pairs.put(line.substring(0, equals).strip(), line.substring(equals + 1));
    }
    return pairs;
  }
}
