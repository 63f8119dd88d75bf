package dev.slipway.cli.demo;

import dev.slipway.cli.command.Console;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** One line for each thing that happens, with the time since the start: for logs. */
final class PlainAudience implements Audience {
  private final Console console;
  private final Clock clock;
  private final Instant begun;

  PlainAudience(Console console, Clock clock) {
    this.console = console;
    this.clock = clock;
    this.begun = clock.instant();
  }

  @Override
  public synchronized void hear(StoryEvent event) {
    for (String line : StoryText.lines(event)) {
      console.print(stamp() + line);
    }
    console.out().flush();
  }

  private String stamp() {
    double seconds = Duration.between(begun, clock.instant()).toMillis() / 1000.0;
    return String.format(Locale.ROOT, "%7.1f s  ", seconds);
  }
}
