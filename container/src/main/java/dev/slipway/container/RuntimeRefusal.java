package dev.slipway.container;

import dev.slipway.base.SlipwayException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The runtime would not run a container's program, for example because there is none of that name;
 * the message is the runtime's own, without what only its log wants.
 */
public final class RuntimeRefusal extends SlipwayException {
  private static final long serialVersionUID = 1L;

  /** A line of the runtime's log, whose quotes are escaped. */
  private static final Pattern LOGGED =
      Pattern.compile("level=error msg=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private RuntimeRefusal(String message) {
    super(message);
  }

  static RuntimeRefusal of(String report) {
    Matcher logged = LOGGED.matcher(report);
    return new RuntimeRefusal(
        logged.find() ? logged.group(1).replaceAll("\\\\(.)", "$1") : report.strip());
  }
}
