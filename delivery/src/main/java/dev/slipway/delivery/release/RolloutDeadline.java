package dev.slipway.delivery.release;

import dev.slipway.manifest.KubeObject;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a Deployment's containers may run without becoming ready. */
public final class RolloutDeadline {
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})(s|m)");
  private static final Duration LEAST = Duration.ofSeconds(30);
  private static final Duration MOST = Duration.ofMinutes(5);
  private static final int TIMES_SLOWER = 4;

  private RolloutDeadline() {}

  /** The user's own; empty when there is none. */
  static Optional<Duration> of(KubeObject deployment) {
    return parse(deployment.annotations().getOrDefault(Stamps.ROLLOUT_DEADLINE, ""));
  }

  /** Reads {@code 90s} or {@code 5m}; empty when it is anything else. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.of(
        matcher.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMinutes(number));
  }

  /**
   * What experience allows: four times as long as any of the last good releases took, at least 30
   * seconds. Without experience, the five minutes that workflows wait.
   */
  static Duration ofExperience(Chronicle chronicle) {
    return chronicle
        .longestTime()
        .map(t -> t.multipliedBy(TIMES_SLOWER))
        .map(t -> t.compareTo(LEAST) < 0 ? LEAST : t)
        .map(t -> t.compareTo(MOST) > 0 ? MOST : t)
        .orElse(MOST);
  }
}
