package dev.slipway.cli.demo;

import dev.slipway.cli.command.Console;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The story as a tree that grows, for a person at a terminal: what is done stays, and below it one
 * line for each thing that is going on is drawn again and again.
 */
final class TerminalAudience implements Audience {
  private static final String[] FRAMES = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
  private static final String UP_AND_CLEAR = "\u001b[1A\u001b[2K";
  private static final long REDRAW_MILLIS = 120;

  private final Console console;
  private final Clock clock;
  private final int width;
  private final Paint paint;
  private final Map<String, Running> running = new ConcurrentSkipListMap<>();
  private final ScheduledExecutorService redraw =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private int drawn;
  private int frame;

  private record Running(Instant since, String with) {}

  /**
   * @param width columns of the terminal; longer lines of what is going on are cut
   */
  TerminalAudience(Console console, Clock clock, int width, Paint paint) {
    this.console = console;
    this.clock = clock;
    this.width = width;
    this.paint = paint;
    var _ =
        redraw.scheduleAtFixedRate(this::draw, REDRAW_MILLIS, REDRAW_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void hear(StoryEvent event) {
    switch (event) {
      case StoryEvent.Begun begun -> running.put(begun.step(), new Running(clock.instant(), ""));
      case StoryEvent.Busy busy ->
          running.computeIfPresent(
              busy.step(), (step, known) -> new Running(known.since(), busy.with()));
      case StoryEvent.Done done -> {
        running.remove(done.step());
        keep(event);
      }
      case StoryEvent.Failed failed -> {
        running.remove(failed.step());
        keep(event);
      }
      case StoryEvent.Chapter chapter -> keep(event);
      case StoryEvent.Told told -> keep(event);
      case StoryEvent.Measured measured -> keep(event);
      case StoryEvent.Ended ended -> keep(event);
    }
    draw();
  }

  private void keep(StoryEvent event) {
    erase();
    StoryText.lines(event).forEach(line -> console.print(paint.line(event, line)));
  }

  private synchronized void draw() {
    erase();
    frame = (frame + 1) % FRAMES.length;
    for (var step : running.entrySet()) {
      String time = StoryText.seconds(Duration.between(step.getValue().since(), clock.instant()));
      String with = step.getValue().with();
      String text =
          "   "
              + FRAMES[frame]
              + " "
              + step.getKey()
              + "  "
              + time
              + (with.isEmpty() ? "" : "  " + with);
      console.print(paint.faint(text.length() > width ? text.substring(0, width - 1) + "…" : text));
      drawn++;
    }
    console.out().flush();
  }

  private void erase() {
    while (drawn > 0) {
      console.out().print(UP_AND_CLEAR);
      drawn--;
    }
  }

  @Override
  public void close() {
    redraw.shutdownNow();
    synchronized (this) {
      running.clear();
      erase();
      console.out().flush();
    }
  }
}
