package dev.slipway.cli.build;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import java.time.Clock;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Shows a build while it goes on. */
interface ProgressView extends AutoCloseable {
  /** What the process has to send: {@code plain} lines, or {@code status} documents. */
  String wanted();

  /** A line of the plain form. */
  void line(String text);

  /** A document of BuildKit's solve status. */
  void status(JsonNode document);

  /** The build has ended. */
  @Override
  void close();

  /**
   * The view that {@code --progress} asks for.
   *
   * @param terminal whether standard error is one
   */
  static ProgressView of(
      String kind, boolean terminal, Map<String, String> environment, Console console) {
    return switch (kind) {
      case "auto" -> terminal ? tty(environment, console) : new Plain(console);
      case "plain" -> new Plain(console);
      case "tty" -> tty(environment, console);
      case "rawjson" -> new RawJson(console);
      case "quiet", "none" -> new Quiet();
      default ->
          throw new InputException(
              Position.of("--progress " + kind),
              "is not a way to show a build",
              "use auto, plain, tty, rawjson or quiet");
    };
  }

  private static ProgressView tty(Map<String, String> environment, Console console) {
    return new TerminalView(console, Clock.systemUTC(), Console.columns(environment));
  }

  /** Lines, as {@code docker build --progress=plain} writes them. */
  record Plain(Console console) implements ProgressView {
    @Override
    public String wanted() {
      return "plain";
    }

    @Override
    public void line(String text) {
      console.note(text);
    }

    @Override
    public void status(JsonNode document) {}

    @Override
    public void close() {}
  }

  /** The documents themselves, for programs. */
  record RawJson(Console console) implements ProgressView {
    @Override
    public String wanted() {
      return "status";
    }

    /** What is no step, such as explanations, comes as lines. */
    @Override
    public void line(String text) {}

    @Override
    public void status(JsonNode document) {
      console.note(Json.MAPPER.writeValueAsString(document));
    }

    @Override
    public void close() {}
  }

  /** Nothing. */
  record Quiet() implements ProgressView {
    @Override
    public String wanted() {
      return "plain";
    }

    @Override
    public void line(String text) {}

    @Override
    public void status(JsonNode document) {}

    @Override
    public void close() {}
  }
}
