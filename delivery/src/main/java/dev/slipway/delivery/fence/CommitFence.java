package dev.slipway.delivery.fence;

import dev.slipway.delivery.fence.Ancestry.Order;
import java.util.List;
import java.util.Optional;

/**
 * The ordering fence (specification-notes S43, F1): in an environment, and under a tag, an ancestor
 * never takes the place of its descendant, however late, however often it is run again. Where
 * history was rewritten, the branch says which of two commits counts.
 */
public final class CommitFence {
  private final Ancestry ancestry;

  public CommitFence(Ancestry ancestry) {
    this.ancestry = ancestry;
  }

  /**
   * A commit of a repository.
   *
   * @param ref the branch it was built for, such as {@code refs/heads/main}
   */
  public record Candidate(String repository, String commit, Optional<String> ref) {
    String brief() {
      return CommitFence.brief(commit);
    }
  }

  /**
   * What is there.
   *
   * @param what such as {@code production} or {@code backend:latest}
   */
  public record Occupant(String what, String repository, String commit) {}

  /** A commit that was rolled back, with the release that brought it. */
  public record RolledBack(String repository, String commit, int release) {}

  /** Decides about {@code candidate} against all that is there. */
  public Passage decide(
      Candidate candidate, List<Occupant> occupants, List<RolledBack> quarantined) {
    for (RolledBack bad : quarantined) {
      if (bad.repository().equals(candidate.repository())
          && bad.commit().equals(candidate.commit())) {
        return new Passage.Refused(
            candidate.brief()
                + " is quarantined: release "
                + bad.release()
                + " with it was rolled back. Push a fix on top of it, or deploy it by hand with"
                + " annotation slipway.dev/allow-older=true");
      }
    }
    String why = "nothing newer is there";
    for (Occupant occupant : occupants) {
      if (!occupant.repository().equals(candidate.repository())) {
        continue;
      }
      switch (decide(candidate, occupant)) {
        case Passage.Admitted admitted -> why = admitted.why();
        case Passage.Refused refused -> {
          return refused;
        }
      }
    }
    return new Passage.Admitted(why);
  }

  private Passage decide(Candidate candidate, Occupant occupant) {
    Order order = ancestry.order(candidate.repository(), candidate.commit(), occupant.commit());
    return switch (order) {
      case SAME -> new Passage.Admitted("it is the same commit");
      case NEWER -> new Passage.Admitted("it follows " + brief(occupant.commit()));
      case OLDER -> superseded(candidate, occupant);
      case APART -> apart(candidate, occupant);
      case UNKNOWN ->
          new Passage.Admitted(
              "the order of "
                  + candidate.brief()
                  + " and "
                  + brief(occupant.commit())
                  + " is not known here");
    };
  }

  /** Two lines of history: the one that the branch follows counts. */
  private Passage apart(Candidate candidate, Occupant occupant) {
    if (candidate.ref().isEmpty()) {
      return new Passage.Admitted("it is on another line of history");
    }
    String repository = candidate.repository();
    boolean mine = ancestry.isOn(repository, candidate.ref().get(), candidate.commit());
    boolean theirs = ancestry.isOn(repository, candidate.ref().get(), occupant.commit());
    return theirs && !mine
        ? superseded(candidate, occupant)
        : new Passage.Admitted("it is on another line of history");
  }

  private static Passage superseded(Candidate candidate, Occupant occupant) {
    return new Passage.Refused(
        candidate.brief()
            + " is superseded by "
            + brief(occupant.commit())
            + ", which "
            + occupant.what()
            + " has already; an older commit does not replace a newer one. To go back on purpose:"
            + " slipway rollback");
  }

  static String brief(String commit) {
    return commit.substring(0, Math.min(7, commit.length()));
  }
}
