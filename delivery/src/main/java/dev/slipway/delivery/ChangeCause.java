package dev.slipway.delivery;

import dev.slipway.delivery.release.Author;
import dev.slipway.delivery.release.Release.Origin;
import java.util.Optional;

/** The line that tells why a revision is there (specification-notes S69). */
final class ChangeCause {
  private static final int BRIEF = 7;

  private ChangeCause() {}

  /** What a run is called when only its id is known. */
  static String via(Author author) {
    return author.run().map(r -> "run " + r).orElse(author.client());
  }

  /** Such as {@code abc1234 fix: greet again by alice via CD #12}. */
  static String of(Author author, Origin origin, SourceHistory history, String via) {
    if (origin.commit().isEmpty()) {
      return author.client() + " by " + author.principal();
    }
    String commit = origin.commit().get();
    Optional<SourceHistory.Commit> known =
        origin.repository().flatMap(r -> history.commit(r, commit));
    var text = new StringBuilder(commit.substring(0, Math.min(BRIEF, commit.length())));
    known.ifPresent(c -> text.append(' ').append(c.subject()));
    text.append(" by ").append(known.map(SourceHistory.Commit::author).orElse(author.principal()));
    return text.append(" via ").append(via).toString();
  }
}
