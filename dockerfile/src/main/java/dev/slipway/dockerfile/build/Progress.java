package dev.slipway.dockerfile.build;

import dev.slipway.dockerfile.BuildEvent;
import dev.slipway.dockerfile.BuildListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** Numbers a build's steps and tells the listener what becomes of them. */
final class Progress {
  private final BuildListener listener;
  private final Clock clock;
  private final AtomicInteger last = new AtomicInteger();

  Progress(BuildListener listener, Clock clock) {
    this.listener = listener;
    this.clock = clock;
  }

  /** A step that is being worked on. */
  final class Running {
    private final int number;
    private final Instant started;

    private Running(int number, Instant started) {
      this.number = number;
      this.started = started;
    }

    void line(BuildEvent.Stream stream, String line) {
      listener.on(new BuildEvent.StepOutput(number, stream, line, took()));
    }

    void finished() {
      listener.on(new BuildEvent.StepFinished(number, took()));
    }

    void cached() {
      listener.on(new BuildEvent.StepCached(number));
    }

    void failed(String message) {
      listener.on(new BuildEvent.StepFailed(number, took(), message));
    }

    Duration took() {
      return Duration.between(started, clock.instant());
    }
  }

  Running start(String name) {
    int number = last.incrementAndGet();
    listener.on(new BuildEvent.StepStarted(number, name));
    return new Running(number, clock.instant());
  }

  void notice(String message) {
    listener.on(new BuildEvent.Notice(message));
  }

  void tell(BuildEvent event) {
    listener.on(event);
  }
}
