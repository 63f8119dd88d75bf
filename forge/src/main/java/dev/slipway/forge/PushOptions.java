package dev.slipway.forge;

import dev.slipway.base.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The options of a push that Slipway knows; others of its own name space are refused, options of
 * anybody else's are left alone.
 *
 * @param opensPullRequest whether a pull request is wanted for the pushed branch
 * @param title of the pull request
 * @param body of the pull request
 * @param base the branch it is for
 */
record PushOptions(
    boolean opensPullRequest,
    Optional<String> title,
    Optional<String> body,
    Optional<String> base) {
  static final String NO_WAIT = "slipway.nowait";
  private static final String PREFIX = "slipway.";
  private static final String PULL = "slipway.pr";
  private static final List<String> WITH_VALUE =
      List.of("slipway.pr.title", "slipway.pr.body", "slipway.pr.base");

  /**
   * Reads the options.
   *
   * @throws InputException naming the first one that does not exist
   */
  static PushOptions parse(List<String> options) {
    var values =
        new ArrayList<>(
            List.of(Optional.<String>empty(), Optional.<String>empty(), Optional.<String>empty()));
    boolean opens = false;
    for (String option : options) {
      if (!option.startsWith(PREFIX) || option.equals(NO_WAIT)) {
        continue;
      }
      opens = true;
      if (option.equals(PULL)) {
        continue;
      }
      int equals = option.indexOf('=');
      int known = equals < 0 ? -1 : WITH_VALUE.indexOf(option.substring(0, equals));
      if (known < 0 || equals == option.length() - 1) {
        throw unknown(option);
      }
      values.set(known, Optional.of(option.substring(equals + 1)));
    }
    return new PushOptions(opens, values.get(0), values.get(1), values.get(2));
  }

  private static InputException unknown(String option) {
    return new InputException(
        InputException.Position.of("push option \"" + option + "\""),
        "is not known",
        "there are " + NO_WAIT + ", " + PULL + ", " + String.join("=…, ", WITH_VALUE) + "=…");
  }
}
