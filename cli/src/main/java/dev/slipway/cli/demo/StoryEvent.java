package dev.slipway.cli.demo;

import java.time.Duration;
import java.util.List;

/** Something the story tells. */
sealed interface StoryEvent {
  /** A new part of the story. */
  record Chapter(int number, String title, String aim) implements StoryEvent {}

  /** A step has begun. */
  record Begun(String step) implements StoryEvent {}

  /** What a step is busy with now; replaces what it was busy with before. */
  record Busy(String step, String with) implements StoryEvent {}

  /** A step is done. */
  record Done(String step, String outcome, Duration took) implements StoryEvent {}

  /** A step failed, and with it the story. */
  record Failed(String step, String reason, Duration took) implements StoryEvent {}

  /** A line worth keeping, such as an explanation the product gave. */
  record Told(String line) implements StoryEvent {}

  /** A number that was measured. */
  record Measured(String key, String what, double value, String unit) implements StoryEvent {}

  /** The end, with what to do next. */
  record Ended(Duration took, List<String> next) implements StoryEvent {
    public Ended {
      next = List.copyOf(next);
    }
  }
}
