package dev.slipway.runner.builtin.docker;

import dev.slipway.runner.action.ActionInputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The input {@code outputs}.
 *
 * @param push whether one of them is a registry
 * @param files those that are files or directories, in the notation of {@code --output}
 */
record Outputs(boolean push, List<String> files) {
  static Outputs of(ActionInputs inputs) {
    boolean push = false;
    var files = new ArrayList<String>();
    for (String line : inputs.lines("outputs")) {
      List<String> fields = Arrays.asList(line.split(","));
      boolean registry = fields.contains("type=registry");
      boolean image = fields.contains("type=image");
      boolean loaded =
          fields.contains("type=docker") && fields.stream().noneMatch(f -> f.startsWith("dest="));
      push |= registry || (image && fields.contains("push=true"));
      // Of an image it says how layers are made.
      if (!loaded) {
        files.add(line);
      }
    }
    return new Outputs(push, List.copyOf(files));
  }
}
