package dev.slipway.base;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * When the kernel started a process, in its clock ticks since boot (proc(5), stat field 22): tells
 * a process from a later one with the same number.
 */
public final class ProcessStart {
  private static final int STATE_AFTER_NAME = 0;
  private static final int START_AFTER_NAME = 19;

  /** What programs are told of is counted in hundredths, however often the kernel's clock ticks. */
  private static final int TICK_MILLIS = 10;

  private ProcessStart() {}

  /**
   * How long ago this process was started, to a hundredth of a second. Java's own answer counts
   * from the second in which the machine was booted and is as much as a second off.
   */
  public static Duration ageOfThis() {
    try {
      String uptime = Files.readString(Path.of("/proc/uptime"));
      var seconds = new BigDecimal(uptime.substring(0, uptime.indexOf(' ')));
      return Duration.ofMillis(seconds.movePointRight(3).longValue() - ofThis() * TICK_MILLIS);
    } catch (IOException e) {
      throw new SlipwayException("could not ask how long the machine runs: " + e.getMessage(), e);
    }
  }

  /** When this process was started. */
  public static long ofThis() {
    return of("self").orElseThrow(() -> new IllegalStateException("/proc is not mounted"));
  }

  /**
   * When the process was started that has this number now; empty when there is none, or when it has
   * ended and only its parent has not asked for its exit code yet.
   *
   * @param pid a number, or {@code self}
   */
  public static OptionalLong of(String pid) {
    String stat;
    try {
      stat = Files.readString(Path.of("/proc", pid, "stat"));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } catch (IOException e) {
      // A process that ends between the opening and the reading of its file: ESRCH.
      if (String.valueOf(e.getMessage()).contains("No such process")) {
        return OptionalLong.empty();
      }
      throw new SlipwayException("could not look at process " + pid + ": " + e.getMessage(), e);
    }
    // The name is in parentheses and may hold any character, parentheses too.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    boolean ended = "ZX".contains(fields[STATE_AFTER_NAME]);
    return ended ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields[START_AFTER_NAME]));
  }
}
