package dev.slipway.delivery.release;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The releases of one environment.
 *
 * @param releases the newest first, without gaps from the newest on
 */
public record Chronicle(Environment environment, List<Release> releases) {
  private static final int REMEMBERED_TIMES = 5;

  public Chronicle {
    releases = List.copyOf(releases);
  }

  public Optional<Release> latest() {
    return releases.stream().findFirst();
  }

  public Optional<Release> find(int number) {
    return releases.stream().filter(r -> r.number() == number).findFirst();
  }

  public int nextNumber() {
    return latest().map(r -> r.number() + 1).orElse(1);
  }

  /** What serves now, as far as the releases tell. */
  public Optional<Release> serving() {
    return releases.stream().filter(r -> r.state() == ReleaseState.SERVING).findFirst();
  }

  /**
   * What served last before {@code release} and was not undone itself: where to go back to by
   * default. A way back counts as the release it brought back.
   */
  public Optional<Release> lastGoodBefore(Release release) {
    return releases.stream()
        .filter(r -> r.number() < release.number())
        .filter(Chronicle::wasGood)
        .filter(r -> !r.content().manifests().equals(release.content().manifests()))
        .findFirst();
  }

  private static boolean wasGood(Release release) {
    return switch (release.state()) {
      case SERVING -> true;
      case SUPERSEDED -> release.outcome().reason().startsWith(SERVED);
      case ROLLING_OUT, FAILED, ROLLED_BACK -> false;
    };
  }

  /** How the reason of a superseded release begins when it had served. */
  public static final String SERVED = "served until ";

  /** Whether a way back from {@code release} was begun. */
  boolean wasUndone(Release release) {
    return releases.stream()
        .anyMatch(r -> r.undo().filter(u -> u.of() == release.number()).isPresent());
  }

  /** The longest of the last times it took releases here to serve; empty when none has. */
  Optional<Duration> longestTime() {
    return releases.stream()
        .filter(r -> r.state() == ReleaseState.SERVING || wasGood(r))
        .flatMap(r -> r.took().stream())
        .limit(REMEMBERED_TIMES)
        .max(Duration::compareTo);
  }
}
