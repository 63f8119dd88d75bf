package dev.slipway.cli.command;

import dev.slipway.base.Json;
import java.io.PrintStream;

/** Where a command's words go: results to standard output, everything else to standard error. */
public record Console(PrintStream out, PrintStream err) {
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
