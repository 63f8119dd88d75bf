package dev.slipway.runner;

import dev.slipway.container.snapshot.SnapshotId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An image that is here, unpacked.
 *
 * @param name as people write it
 * @param digest of its manifest
 * @param root its layers
 * @param variables {@code NAME=VALUE}, as the image sets them
 * @param user whom its processes run as, by its own {@code /etc/passwd}; empty for root
 */
public record RootImage(
    String name, String digest, SnapshotId root, List<String> variables, String user) {
  public RootImage {
    variables = List.copyOf(variables);
  }

  /** The variables by name, in order. */
  public Map<String, String> environment() {
    var all = new LinkedHashMap<String, String>();
    for (String variable : variables) {
      int equals = variable.indexOf('=');
      if (equals > 0) {
        all.put(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    return all;
  }
}
