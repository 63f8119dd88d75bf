package dev.slipway.dockerfile;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Shows a build as lines, as {@code docker build --progress=plain} does: {@code #5 [builder 3/6]
 * RUN npm ci}, then {@code #5 0.412 added 210 packages}, then {@code #5 DONE 3.2s} or {@code #5
 * CACHED}.
 */
public final class PlainProgress implements BuildListener {
  private final Consumer<String> out;
  private final Map<Integer, String> names = new HashMap<>();
  private int current;

  /**
   * @param out takes lines without their ends, one at a time
   */
  public PlainProgress(Consumer<String> out) {
    this.out = out;
  }

  @Override
  public synchronized void on(BuildEvent event) {
    switch (event) {
      case BuildEvent.StepStarted(int step, String name) -> {
        names.put(step, firstLine(name));
        turnTo(step);
      }
      case BuildEvent.StepOutput(int step, var stream, String line, Duration since) ->
          say(step, String.format(Locale.ROOT, "%.3f", seconds(since)) + " " + line);
      case BuildEvent.StepFinished(int step, Duration took) ->
          say(step, String.format(Locale.ROOT, "DONE %.1fs", seconds(took)));
      case BuildEvent.StepCached(int step) -> say(step, "CACHED");
      case BuildEvent.StepFailed(int step, Duration took, String message) ->
          say(step, "ERROR: " + message);
      case BuildEvent.Notice(String message) -> out.accept(message);
      case BuildEvent.Warning warning ->
          out.accept(
              "WARN: "
                  + warning.rule()
                  + ": "
                  + warning.message()
                  + " ("
                  + warning.position()
                  + ")");
    }
  }

  private void say(int step, String text) {
    if (current != step) {
      turnTo(step);
    }
    out.accept("#" + step + " " + text);
  }

  /** Repeats what a step is when another one spoke in between. */
  private void turnTo(int step) {
    if (current != 0) {
      out.accept("");
    }
    current = step;
    out.accept("#" + step + " " + names.getOrDefault(step, ""));
  }

  private static String firstLine(String name) {
    int end = name.indexOf('\n');
    return end < 0 ? name : name.substring(0, end);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
