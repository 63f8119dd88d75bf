package dev.slipway.cli.command;

import dev.slipway.base.Json;
import java.io.PrintStream;
import java.util.Map;

/** Where a command's words go: results to standard output, everything else to standard error. */
public record Console(PrintStream out, PrintStream err) {
  private static final int USUAL_WIDTH = 80;

  /** How many columns a terminal has: the launcher says so in {@code COLUMNS}. */
  public static int columns(Map<String, String> environment) {
    String columns = environment.getOrDefault("COLUMNS", "");
    return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
  }

  /** One JSON value, the whole of a {@code --json} answer. */
  public void json(Object value) {
    out.println(Json.pretty(value));
  }

  /** A line of a result. */
  public void print(String line) {
    out.println(line);
  }

  /** A line about what is going on. */
  public void note(String line) {
    err.println(line);
    err.flush();
  }
}
