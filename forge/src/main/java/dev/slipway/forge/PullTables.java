package dev.slipway.forge;

import dev.slipway.base.Json;
import dev.slipway.forge.PullRequestEvent.Action;
import dev.slipway.git.CommitId;
import dev.slipway.http.Principal;
import dev.slipway.store.Row;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The statements about pull requests, each in the caller's transaction. */
final class PullTables {
  private static final String PULL =
      "SELECT repository, number, title, body, author, state, head_repository, head_branch, head,"
          + " base_branch, base, merge, conflicts, merged_by, merged_as, COALESCE(merged_at, 0),"
          + " created, updated FROM forge_pull ";

  private PullTables() {}

  static long nextNumber(Sql sql, long repository) throws SQLException {
    return sql.first(
            "SELECT COALESCE(MAX(number), 0) + 1 FROM forge_pull WHERE repository = ?",
            row -> row.number(1),
            repository)
        .orElse(1L);
  }

  static void save(Sql sql, PullRequest pull) throws SQLException {
    var conflicts =
        pull.joined() instanceof PullRequest.Joined.Conflicting(List<String> paths)
            ? paths
            : List.<String>of();
    sql.update(
        "INSERT OR REPLACE INTO forge_pull (repository, number, title, body, author, state,"
            + " head_repository, head_branch, head, base_branch, base, merge, conflicts,"
            + " merged_by, merged_as, merged_at, created, updated)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULLIF(?, ''), ?,"
            + " NULLIF(?, ''), NULLIF(?, ''), NULLIF(?, 0), ?, ?)",
        pull.repository(),
        pull.number(),
        pull.title(),
        pull.body(),
        pull.author(),
        pull.state().wireName(),
        pull.headRepository(),
        pull.headBranch(),
        pull.head().sha(),
        pull.baseBranch(),
        pull.base().sha(),
        pull.merge().map(CommitId::sha).orElse(""),
        Json.text(conflicts),
        pull.outcome().map(PullRequest.MergeRecord::by).orElse(""),
        pull.outcome().map(o -> o.commit().sha()).orElse(""),
        pull.outcome().map(o -> o.time().toEpochMilli()).orElse(0L),
        pull.created().toEpochMilli(),
        pull.updated().toEpochMilli());
  }

  /** Something of a pull request that somebody is to be told of. */
  record Untold(long repository, long number, Action action, Principal actor) {}

  static void setUntold(Sql sql, PullRequest pull, Action action, Principal actor)
      throws SQLException {
    sql.update(
        "INSERT OR REPLACE INTO forge_pull_untold (repository, number, action, actor, attributes)"
            + " VALUES (?, ?, ?, ?, ?)",
        pull.repository(),
        pull.number(),
        action.name(),
        actor.name(),
        ForgeTables.attributes(actor));
  }

  static int setTold(Sql sql, PullRequest pull, Action action) throws SQLException {
    return sql.update(
        "DELETE FROM forge_pull_untold WHERE repository = ? AND number = ? AND action = ?",
        pull.repository(),
        pull.number(),
        action.name());
  }

  static List<Untold> untold(Sql sql) throws SQLException {
    return sql.list(
        "SELECT repository, number, action, actor, attributes FROM forge_pull_untold"
            + " ORDER BY repository, number",
        row ->
            new Untold(
                row.number(1),
                row.number(2),
                Action.valueOf(row.text(3)),
                ForgeTables.principal(row.text(4), row.text(5))));
  }

  static Optional<PullRequest> find(Sql sql, long repository, long number) throws SQLException {
    return sql.first(
        PULL + "WHERE repository = ? AND number = ?", PullTables::pull, repository, number);
  }

  /** Newest first. */
  static List<PullRequest> list(Sql sql, long repository) throws SQLException {
    return sql.list(
        PULL + "WHERE repository = ? ORDER BY number DESC", PullTables::pull, repository);
  }

  /** The open ones that a move of {@code branch} touches, as head or as base. */
  static List<PullRequest> touchedBy(Sql sql, long repository, String branch) throws SQLException {
    return sql.list(
        PULL
            + "WHERE state = 'open' AND ((head_repository = ? AND head_branch = ?)"
            + " OR (repository = ? AND base_branch = ?)) ORDER BY repository, number",
        PullTables::pull,
        repository,
        branch,
        repository,
        branch);
  }

  private static PullRequest pull(Row row) throws SQLException {
    var merge = row.optionalText(12);
    PullRequest.Joined joined =
        merge.isPresent()
            ? new PullRequest.Joined.Clean(new CommitId(merge.get()))
            : new PullRequest.Joined.Conflicting(ForgeTables.texts(row.text(13)));
    return new PullRequest(
        row.number(1),
        row.number(2),
        row.text(3),
        row.text(4),
        row.text(5),
        PullRequest.State.of(row.text(6)),
        row.number(7),
        row.text(8),
        new CommitId(row.text(9)),
        row.text(10),
        new CommitId(row.text(11)),
        joined,
        outcome(row),
        Instant.ofEpochMilli(row.number(17)),
        Instant.ofEpochMilli(row.number(18)));
  }

  private static Optional<PullRequest.MergeRecord> outcome(Row row) throws SQLException {
    var by = row.optionalText(14);
    return by.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PullRequest.MergeRecord(
                by.get(), new CommitId(row.text(15)), Instant.ofEpochMilli(row.number(16))));
  }
}
