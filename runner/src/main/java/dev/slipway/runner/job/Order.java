package dev.slipway.runner.job;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program to run in a job's container.
 *
 * @param arguments the program, looked up on the PATH of {@code environment}, and its arguments
 * @param environment exactly what it gets, beside a mark by which it is found again
 * @param directory where it starts, as the job sees it
 */
public record Order(List<String> arguments, Map<String, String> environment, Path directory) {
  /** Every process of an order inherits it; so are they found when the order is cancelled. */
  static final String MARK = "RUNNER_TRACKING_ID";

  public Order {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("an order needs a program");
    }
    arguments = List.copyOf(arguments);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }
}
