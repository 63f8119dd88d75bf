package dev.slipway.runner.environment;

import dev.slipway.base.InputException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What must hold before a job deploys to an environment.
 *
 * @param reviewers one of them must approve; names of users, or {@link #MAINTAINERS}; none: nobody
 *     needs to
 * @param selfReview whether the one who started the run may approve its deployments
 * @param waiting how long a job waits in any case, in whole minutes
 * @param refs which branches and tags may deploy
 * @param bypass whether maintainers may let a job start without all this
 */
public record ProtectionRules(
    List<String> reviewers, SelfReview selfReview, Duration waiting, Refs refs, Bypass bypass) {
  /** Stands for everybody who may approve deployments of the repository. */
  public static final String MAINTAINERS = "maintainers";

  /** As many as GitHub takes. */
  private static final int MOST_REVIEWERS = 6;

  private static final Duration LONGEST_WAIT = Duration.ofDays(30);

  /** Nothing has to hold. */
  public static final ProtectionRules NONE =
      new ProtectionRules(
          List.of(), SelfReview.ALLOWED, Duration.ZERO, new Refs.Any(), Bypass.MAINTAINERS);

  /** Whether one may approve what one started. */
  public enum SelfReview {
    ALLOWED,
    PREVENTED
  }

  /** Who may let a job start whatever the rules say. */
  public enum Bypass {
    MAINTAINERS,
    NOBODY
  }

  /** Which branches and tags may deploy. */
  public sealed interface Refs {
    /** All. */
    record Any() implements Refs {}

    /** Branches with protection. */
    record ProtectedBranches() implements Refs {}

    /** Those that one of the patterns fits. */
    record Selected(List<RefPattern> patterns) implements Refs {
      public Selected {
        patterns = List.copyOf(patterns);
      }
    }
  }

  public ProtectionRules {
    reviewers = reviewers.stream().distinct().toList();
    if (reviewers.size() > MOST_REVIEWERS) {
      throw invalid(
          "there are " + reviewers.size() + " reviewers", "name at most " + MOST_REVIEWERS);
    }
    if (reviewers.stream().anyMatch(String::isBlank)) {
      throw invalid("a reviewer has no name", "name a user, or " + MAINTAINERS);
    }
    if (waiting.isNegative() || waiting.compareTo(LONGEST_WAIT) > 0) {
      throw invalid(
          "a wait of " + waiting.toMinutes() + " minutes is not possible",
          "write 0 to " + LONGEST_WAIT.toMinutes());
    }
  }

  private static InputException invalid(String problem, String hint) {
    return new InputException(InputException.Position.of("protection rules"), problem, hint);
  }

  /** Whether {@code ref} may deploy. */
  boolean admits(String ref, boolean isProtected) {
    return switch (refs) {
      case Refs.Any any -> true;
      case Refs.ProtectedBranches branches -> isProtected;
      case Refs.Selected selected ->
          selected.patterns().stream().anyMatch(pattern -> pattern.matches(ref));
    };
  }

  boolean needsReview() {
    return !reviewers.isEmpty();
  }

  /** The reviewers, in words. */
  String reviewersText() {
    Stream<String> names =
        reviewers.stream().map(name -> name.equals(MAINTAINERS) ? "a maintainer" : name);
    return String.join(" or ", names.toList());
  }
}
