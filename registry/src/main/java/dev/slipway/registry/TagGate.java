package dev.slipway.registry;

import dev.slipway.http.Principal;
import dev.slipway.oci.Digest;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Asked before a tag is moved: it may refuse, and notes with the move what it needs to decide about
 * the next one. For one tag it is asked and told in turn, never twice at once.
 */
public interface TagGate {
  /** Lets every tag move. */
  TagGate OPEN =
      new TagGate() {
        @Override
        public boolean covers(Principal who) {
          return false;
        }

        @Override
        public Optional<String> refusal(Principal who, String name, String tag) {
          return Optional.empty();
        }

        @Override
        public void moved(Sql sql, Principal who, String name, String tag, Digest to) {}
      };

  /** Whether it decides about tags that {@code who} moves. */
  boolean covers(Principal who);

  /** Why {@code who} may not move the tag, in words for the client; empty when it may. */
  Optional<String> refusal(Principal who, String name, String tag);

  /** Tells of a move, whoever made it, within its transaction; {@code to} may be what it was. */
  void moved(Sql sql, Principal who, String name, String tag, Digest to) throws SQLException;
}
