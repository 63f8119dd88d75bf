package dev.slipway.runner.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outputs that may leave a job. Those whose value holds a secret stay behind.
 *
 * @param outputs that go on to later jobs
 * @param dropped the names of the others
 */
public record SafeOutputs(Map<String, String> outputs, List<String> dropped) {

  public static SafeOutputs of(Map<String, String> outputs, SecretMasker masker) {
    Map<String, String> safe = new LinkedHashMap<>();
    List<String> dropped = new ArrayList<>();
    outputs.forEach((name, value) -> {
      if (masker.hides(value)) {
        dropped.add(name);
      } else {
        safe.put(name, value);
      }
    });
    return new SafeOutputs(safe, dropped);
  }

  /** One message for each dropped output. */
  public List<String> warnings() {
    return dropped.stream()
        .map(name -> "Skip output '" + name + "' since it may contain secret.")
        .toList();
  }
}
