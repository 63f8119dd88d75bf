package dev.slipway.node.volume;

import dev.slipway.kubernetes.ApiException;
import dev.slipway.manifest.KubeObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The tokens in one pod's volumes, each replaced when four fifths of its life are over. */
final class TokenShelf {
  private static final Duration LONGEST = Duration.ofHours(24);

  private final PodTokens tokens;
  private final Clock clock;
  private final Map<Purpose, Kept> kept = new HashMap<>();

  TokenShelf(PodTokens tokens, Clock clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  private record Purpose(String audience, long seconds) {}

  private record Kept(String value, Instant renewal) {}

  /** A token that is good for a while yet. */
  synchronized String get(KubeObject pod, String audience, long seconds) throws VolumeProblem {
    var purpose = new Purpose(audience, seconds);
    Kept present = kept.get(purpose);
    Instant now = clock.instant();
    if (present == null || !now.isBefore(present.renewal())) {
      try {
        PodTokens.Issued issued = tokens.mint(pod, audience, seconds);
        Duration life = Duration.between(now, issued.expires()).multipliedBy(4).dividedBy(5);
        present = new Kept(issued.value(), now.plus(life.compareTo(LONGEST) < 0 ? life : LONGEST));
        kept.put(purpose, present);
      } catch (ApiException e) {
        throw new VolumeProblem("failed to fetch token: " + e.getMessage());
      }
    }
    return present.value();
  }

  /** When the next one is to be replaced; empty without tokens. */
  synchronized Optional<Instant> renewal() {
    return kept.values().stream().map(Kept::renewal).min(Instant::compareTo);
  }
}
