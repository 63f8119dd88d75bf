package dev.slipway.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A machine's clock that is set forth and back; a file keeps by how much for the next process. */
final class ShiftedClock extends Clock {
  private final Path file;
  private volatile Duration shift;

  ShiftedClock(Path file) throws IOException {
    this.file = file;
    this.shift = Files.exists(file) ? Duration.parse(Files.readString(file)) : Duration.ZERO;
  }

  void shiftBy(Duration by) throws IOException {
    shift = shift.plus(by);
    Files.writeString(file, shift.toString());
  }

  @Override
  public Instant instant() {
    return Clock.systemUTC().instant().plus(shift);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
