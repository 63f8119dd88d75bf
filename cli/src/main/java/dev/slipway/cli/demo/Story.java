package dev.slipway.cli.demo;

import dev.slipway.base.SlipwayException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Tells an audience what happens, and times it. */
final class Story {
  private final Audience audience;
  private final Clock clock;
  private final Instant begun;
  private int chapters;

  /** Work that can say what it is busy with; its outcome becomes the step's last word. */
  @FunctionalInterface
  interface Work<T> {
    T run(Progress progress) throws InterruptedException;
  }

  /** What a step says while it goes on, and about its outcome. */
  final class Progress {
    private final String step;
    private String outcome = "";
    private String busy = "";

    private Progress(String step) {
      this.step = step;
    }

    /** Says what the step is busy with; nothing when that is nothing new. */
    void busy(String with) {
      if (!with.isEmpty() && !with.equals(busy)) {
        busy = with;
        audience.hear(new StoryEvent.Busy(step, with));
      }
    }

    void outcome(String text) {
      outcome = text;
    }
  }

  Story(Audience audience, Clock clock) {
    this.audience = audience;
    this.clock = clock;
    this.begun = clock.instant();
  }

  void chapter(String title, String aim) {
    chapters++;
    audience.hear(new StoryEvent.Chapter(chapters, title, aim));
  }

  /**
   * Does something and tells of it.
   *
   * @throws DemoFailure when it fails; the audience has heard why
   */
  <T> T step(String name, Work<T> work) throws InterruptedException {
    audience.hear(new StoryEvent.Begun(name));
    var since = clock.instant();
    var progress = new Progress(name);
    try {
      T result = work.run(progress);
      audience.hear(
          new StoryEvent.Done(name, progress.outcome, Duration.between(since, clock.instant())));
      return result;
    } catch (DemoFailure e) {
      throw e;
    } catch (SlipwayException e) {
      String reason = String.valueOf(e.getMessage());
      audience.hear(new StoryEvent.Failed(name, reason, Duration.between(since, clock.instant())));
      throw new DemoFailure(name, e);
    }
  }

  /** The story ends here, outside of any step. */
  void fail(String reason) {
    audience.hear(
        new StoryEvent.Failed("the demo", reason, Duration.between(begun, clock.instant())));
  }

  void tell(String line) {
    audience.hear(new StoryEvent.Told(line));
  }

  void measure(String key, String what, double value, String unit) {
    audience.hear(new StoryEvent.Measured(key, what, value, unit));
  }

  void end(List<String> next) {
    audience.hear(new StoryEvent.Ended(Duration.between(begun, clock.instant()), next));
  }
}
