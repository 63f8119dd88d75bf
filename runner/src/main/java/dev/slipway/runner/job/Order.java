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

  /**
   * The order as a script for the first process: an argument list, each word quoted. {@code env}
   * sets variables of any name, which the shell's own export does not.
   */
  String script(String mark) {
    var script = new StringBuilder("cd ").append(ShellQuote.word(directory.toString()));
    script.append(" || exit 126\nexec $setsid env -i --");
    environment.forEach(
        (name, value) -> script.append(' ').append(ShellQuote.word(variable(name, value))));
    script.append(' ').append(ShellQuote.word(MARK + "=" + mark));
    arguments.forEach(argument -> script.append(' ').append(ShellQuote.word(argument)));
    return script.append('\n').toString();
  }

  private static String variable(String name, String value) {
    if (name.isEmpty() || name.indexOf('=') >= 0) {
      throw new IllegalArgumentException("not the name of a variable: " + name);
    }
    return name + "=" + value;
  }
}
