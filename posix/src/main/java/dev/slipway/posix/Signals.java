package dev.slipway.posix;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Signals by name and number, as on Linux (signal(7)), and sending them. */
public final class Signals {
  public static final int HUP = 1;
  public static final int INT = 2;
  public static final int KILL = 9;
  public static final int STOP = 19;
  public static final int TERM = 15;

  private static final int MAX = 64;
  private static final int RTMIN = 34;

  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("HUP", 1),
          Map.entry("INT", 2),
          Map.entry("QUIT", 3),
          Map.entry("ILL", 4),
          Map.entry("TRAP", 5),
          Map.entry("ABRT", 6),
          Map.entry("IOT", 6),
          Map.entry("BUS", 7),
          Map.entry("FPE", 8),
          Map.entry("KILL", 9),
          Map.entry("USR1", 10),
          Map.entry("SEGV", 11),
          Map.entry("USR2", 12),
          Map.entry("PIPE", 13),
          Map.entry("ALRM", 14),
          Map.entry("TERM", 15),
          Map.entry("STKFLT", 16),
          Map.entry("CHLD", 17),
          Map.entry("CLD", 17),
          Map.entry("CONT", 18),
          Map.entry("STOP", 19),
          Map.entry("TSTP", 20),
          Map.entry("TTIN", 21),
          Map.entry("TTOU", 22),
          Map.entry("URG", 23),
          Map.entry("XCPU", 24),
          Map.entry("XFSZ", 25),
          Map.entry("VTALRM", 26),
          Map.entry("PROF", 27),
          Map.entry("WINCH", 28),
          Map.entry("IO", 29),
          Map.entry("POLL", 29),
          Map.entry("PWR", 30),
          Map.entry("SYS", 31));

  private Signals() {}

  /**
   * The number of a signal written as {@code TERM}, {@code SIGTERM}, {@code 15}, {@code SIGRTMIN+3}
   * or {@code SIGRTMAX-1}; empty when there is none.
   */
  public static Optional<Integer> find(String text) {
    String name = text.strip().toUpperCase(Locale.ROOT);
    if (name.startsWith("SIG")) {
      name = name.substring(3);
    }
    if (name.startsWith("RTMIN")) {
      return offset(name.substring(5), RTMIN);
    }
    if (name.startsWith("RTMAX")) {
      return offset(name.substring(5), MAX);
    }
    Integer number = NUMBERS.get(name);
    return number != null ? Optional.of(number) : number(name).filter(n -> n > 0 && n <= MAX);
  }

  private static Optional<Integer> offset(String text, int base) {
    if (text.isEmpty()) {
      return Optional.of(base);
    }
    return number(text).map(n -> base + n).filter(n -> n >= RTMIN && n <= MAX);
  }

  private static Optional<Integer> number(String text) {
    try {
      return Optional.of(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
