package dev.slipway.cli.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The words of the story, the same for every audience that reads. */
final class StoryText {
  private StoryText() {}

  /** A line, or several, for one event. */
  static List<String> lines(StoryEvent event) {
    return switch (event) {
      case StoryEvent.Chapter chapter ->
          List.of("", chapter.number() + ". " + chapter.title(), "   " + chapter.aim());
      case StoryEvent.Begun begun -> List.of("   … " + begun.step());
      case StoryEvent.Busy busy -> List.of("     " + busy.with());
      case StoryEvent.Done done ->
          List.of("   ✔ " + outcome(done.step(), done.outcome(), done.took()));
      case StoryEvent.Failed failed ->
          indented("   ✘ ", outcome(failed.step(), failed.reason(), failed.took()));
      case StoryEvent.Told told -> indented("     ", told.line());
      case StoryEvent.Measured measured ->
          List.of("   = " + measured.what() + ": " + number(measured) + " " + measured.unit());
      case StoryEvent.Ended ended -> ending(ended);
    };
  }

  private static String outcome(String step, String outcome, Duration took) {
    return step + (outcome.isEmpty() ? "" : ": " + outcome) + "  (" + seconds(took) + ")";
  }

  private static List<String> indented(String prefix, String text) {
    var lines = new ArrayList<String>();
    for (String line : text.split("\n", -1)) {
      lines.add((lines.isEmpty() ? prefix : " ".repeat(prefix.length())) + line);
    }
    return lines;
  }

  private static List<String> ending(StoryEvent.Ended ended) {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add("Done in " + seconds(ended.took()) + ".");
    lines.addAll(ended.next());
    return lines;
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }

  private static String number(StoryEvent.Measured measured) {
    double value = measured.value();
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
