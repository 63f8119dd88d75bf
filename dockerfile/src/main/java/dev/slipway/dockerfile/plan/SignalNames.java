package dev.slipway.dockerfile.plan;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The signals of Linux, as STOPSIGNAL names them: {@code SIGTERM}, {@code term}, {@code 15}. */
final class SignalNames {
  private static final int LAST = 64;
  private static final Pattern REAL_TIME =
      Pattern.compile("RT(?:MIN(?:\\+([0-9]+))?|MAX(?:-([0-9]+))?)");
  private static final int REAL_TIME_MIN = 15;
  private static final int REAL_TIME_MAX = 14;
  private static final Set<String> NAMES =
      Set.of(
          "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT",
          "KILL", "PIPE", "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM",
          "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ");

  private SignalNames() {}

  static boolean contain(String text) {
    if (text.matches("[0-9]{1,3}")) {
      int number = Integer.parseInt(text);
      return number > 0 && number <= LAST;
    }
    String name = text.toUpperCase(Locale.ROOT).replaceFirst("^SIG", "");
    return NAMES.contains(name) || isRealTime(name);
  }

  private static boolean isRealTime(String name) {
    Matcher matcher = REAL_TIME.matcher(name);
    return matcher.matches()
        && within(matcher.group(1), REAL_TIME_MIN)
        && within(matcher.group(2), REAL_TIME_MAX);
  }

  private static boolean within(@Nullable String distance, int most) {
    return distance == null || (distance.length() < 3 && Integer.parseInt(distance) <= most);
  }
}
