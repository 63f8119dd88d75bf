package dev.slipway.runner.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a step wrote to {@code GITHUB_ENV}.
 *
 * @param variables to set for later steps
 * @param refusals one message for each variable that may not be set so
 */
public record VariableFile(Map<String, String> variables, List<String> refusals) {

  /** Node would load code of the step's choice into every later action. */
  private static final String NODE_OPTIONS = "NODE_OPTIONS";

  /**
   * Reads the file.
   *
   * @throws CommandFileException when it is malformed
   */
  public static VariableFile read(byte[] content) {
    Map<String, String> variables = new LinkedHashMap<>(ValueFile.read(content, "GITHUB_ENV"));
    List<String> refusals = new ArrayList<>();
    for (String name : List.copyOf(variables.keySet())) {
      if (refused(name)) {
        variables.remove(name);
        refusals.add(refusal(name));
      }
    }
    return new VariableFile(variables, refusals);
  }

  static boolean refused(String name) {
    return name.equalsIgnoreCase(NODE_OPTIONS);
  }

  static String refusal(String name) {
    return "A step may not set %s for later steps; set it under 'env' of the steps that need it."
        .formatted(name);
  }
}
