package dev.slipway.delivery;

import dev.slipway.delivery.ImageDigests.Provenance;
import dev.slipway.delivery.fence.CommitFence;
import dev.slipway.delivery.fence.CommitFence.Candidate;
import dev.slipway.delivery.fence.CommitFence.Occupant;
import dev.slipway.delivery.fence.Passage;
import dev.slipway.http.Principal;
import dev.slipway.oci.Digest;
import dev.slipway.store.Database;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the tags of images in the order of commits, {@code latest} above all (specification-notes
 * S43, S62, F5), and remembers on behalf of which commit an image was pushed.
 */
public final class ImageOrder {
  private final Database database;
  private final CommitFence fence;

  /**
   * @param database opened with the ledger's schema
   */
  public ImageOrder(Database database, SourceHistory history) {
    this.database = database;
    this.fence = new CommitFence(history);
  }

  /** Whether somebody acts for a commit; people may move any tag. */
  public boolean covers(Principal who) {
    return who.attribute("repository").isPresent() && who.attribute("commit").isPresent();
  }

  /** Why a tag may not move; empty when it may. */
  public Optional<String> refusal(Principal who, String name, String tag) {
    if (!covers(who)) {
      return Optional.empty();
    }
    var candidate =
        new Candidate(
            who.attribute("repository").orElse(""),
            who.attribute("commit").orElse(""),
            who.attribute("ref"));
    Optional<Provenance> there =
        database.read(sql ->
            sql.first(
                "SELECT repository, commit_id FROM delivery_tag WHERE name = ? AND tag = ?",
                row -> new Provenance(row.text(1), row.text(2)),
                name,
                tag));
    return there.flatMap(p -> {
      var occupant = new Occupant(name + ":" + tag, p.repository(), p.commit());
      return switch (fence.decide(candidate, List.of(occupant), List.of())) {
        case Passage.Admitted _ -> Optional.empty();
        case Passage.Refused(String reason) -> Optional.of(reason);
      };
    });
  }

  /** Notes a move within its transaction. */
  public void moved(Sql sql, Principal who, String name, String tag, Digest to)
      throws SQLException {
    if (!covers(who)) {
      // A person's choice: whatever comes next may replace it.
      sql.update("DELETE FROM delivery_tag WHERE name = ? AND tag = ?", name, tag);
      return;
    }
    String repository = who.attribute("repository").orElse("");
    String commit = who.attribute("commit").orElse("");
    sql.update(
        "INSERT INTO delivery_tag (name, tag, repository, commit_id) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (name, tag) DO UPDATE SET repository = excluded.repository,"
            + " commit_id = excluded.commit_id",
        name,
        tag,
        repository,
        commit);
    sql.update(
        "INSERT INTO delivery_image (digest, repository, commit_id, run) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (digest) DO UPDATE SET repository = excluded.repository,"
            + " commit_id = excluded.commit_id, run = excluded.run",
        to.toString(),
        repository,
        commit,
        who.attribute("run"));
  }

  /** On behalf of which commit an image was pushed last. */
  public Optional<Provenance> provenance(String digest) {
    return database.read(sql ->
        sql.first(
            "SELECT repository, commit_id FROM delivery_image WHERE digest = ?",
            row -> new Provenance(row.text(1), row.text(2)),
            digest));
  }
}
