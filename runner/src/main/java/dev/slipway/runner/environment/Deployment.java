package dev.slipway.runner.environment;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A job that wants to deploy to an environment with rules, or did.
 *
 * @param run with its attempt and the job's id
 * @param since when the job was ready to start but for the rules
 */
public record Deployment(
    String run,
    int attempt,
    String job,
    String environment,
    Instant since,
    State state,
    Optional<Review> review) {
  /** What reviewers have said. */
  public enum State {
    PENDING,
    APPROVED,
    REJECTED,
    /** It starts without waiting for anybody or anything. */
    BYPASSED;

    /** As the API writes it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The state of that word; empty when there is none. */
    public static Optional<State> of(String word) {
      for (State state : values()) {
        if (state.word().equals(word)) {
          return Optional.of(state);
        }
      }
      return Optional.empty();
    }
  }

  /** Who said so, why, and when. */
  public record Review(String reviewer, String comment, Instant at) {}
}
