package dev.slipway.runner.environment;

import dev.slipway.base.Json;
import dev.slipway.runner.environment.Deployment.Review;
import dev.slipway.runner.environment.Deployment.State;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.store.Row;
import dev.slipway.store.Schema;
import dev.slipway.store.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The environments with rules, and the deployments that had to keep them. Names of environments are
 * the same whatever the case of their letters.
 */
public final class EnvironmentStore {
  /** The tables. */
  public static final Schema SCHEMA =
      new Schema(
          "runner-environment",
          List.of(
              """
              CREATE TABLE environment (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                repository TEXT NOT NULL,
                name TEXT NOT NULL COLLATE NOCASE,
                rules TEXT NOT NULL,
                UNIQUE (repository, name)) STRICT;
              CREATE TABLE deployment (
                run INTEGER NOT NULL,
                attempt INTEGER NOT NULL,
                job TEXT NOT NULL,
                environment TEXT NOT NULL COLLATE NOCASE,
                since INTEGER NOT NULL,
                state TEXT NOT NULL,
                reviewer TEXT NOT NULL,
                comment TEXT NOT NULL,
                decided INTEGER,
                PRIMARY KEY (run, attempt, job)) STRICT
              """));

  private static final String DEPLOYMENT =
      "SELECT run, attempt, job, environment, since, state, reviewer, comment, decided"
          + " FROM deployment WHERE run = ? AND attempt = ?";

  private final Database database;
  private final Journal journal;
  private final Clock clock;

  public EnvironmentStore(Database database, Journal journal, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * An environment with rules.
   *
   * @param id a number of its own, which is never another's
   */
  public record Environment(long id, String name, ProtectionRules rules) {}

  /** Those of a repository, by name. */
  public List<Environment> environments(String repository) {
    return database.read(sql ->
        sql.list(
            "SELECT id, name, rules FROM environment WHERE repository = ? ORDER BY name",
            EnvironmentStore::environment,
            repository));
  }

  /** One of them; empty when it has no rules. */
  public Optional<Environment> find(String repository, String name) {
    return database.read(sql ->
        sql.first(
            "SELECT id, name, rules FROM environment WHERE repository = ? AND name = ?",
            EnvironmentStore::environment,
            repository,
            name));
  }

  private static Environment environment(Row row) throws SQLException {
    var rules = Json.parse(row.text(3).getBytes(StandardCharsets.UTF_8), "protection rules");
    return new Environment(row.number(1), row.text(2), RulesJson.read(rules));
  }

  /** Gives an environment these rules and no others. */
  void set(String repository, String name, ProtectionRules rules, String by) {
    database.write(sql -> {
      sql.update(
          "INSERT INTO environment (repository, name, rules) VALUES (?, ?, ?)"
              + " ON CONFLICT (repository, name) DO UPDATE SET rules = excluded.rules",
          repository,
          name,
          Json.text(RulesJson.write(rules)));
      journal.append(
          sql,
          "environment.protected",
          "repositories/" + repository,
          by,
          RulesJson.write(rules).put("name", name));
      return rules;
    });
  }

  /** Takes an environment's rules away; whether it had any. */
  boolean remove(String repository, String name, String by) {
    return database.write(sql -> {
      int removed =
          sql.update("DELETE FROM environment WHERE repository = ? AND name = ?", repository, name);
      if (removed > 0) {
        journal.append(
            sql,
            "environment.unprotected",
            "repositories/" + repository,
            by,
            Json.MAPPER.createObjectNode().put("name", name));
      }
      return removed > 0;
    });
  }

  /** A job is ready to deploy; asked again, it is still the same deployment. */
  public Deployment begin(String run, int attempt, String job, String environment) {
    return database.write(sql -> {
      sql.update(
          "INSERT OR IGNORE INTO deployment (run, attempt, job, environment, since, state,"
              + " reviewer, comment) VALUES (?, ?, ?, ?, ?, 'pending', '', '')",
          Long.parseLong(run),
          attempt,
          job,
          environment,
          clock.millis());
      return sql.first(
              DEPLOYMENT + " AND job = ?",
              EnvironmentStore::deployment,
              Long.parseLong(run),
              attempt,
              job)
          .orElseThrow();
    });
  }

  /** The deployments of an attempt, the oldest first. */
  public List<Deployment> deployments(String run, int attempt) {
    return database.read(sql -> all(sql, run, attempt));
  }

  private static List<Deployment> all(Sql sql, String run, int attempt) throws SQLException {
    return sql.list(
        DEPLOYMENT + " ORDER BY since, job",
        EnvironmentStore::deployment,
        Long.parseLong(run),
        attempt);
  }

  private static Deployment deployment(Row row) throws SQLException {
    Optional<Instant> decided = row.optionalTime(9);
    String reviewer = row.text(7);
    String comment = row.text(8);
    return new Deployment(
        Long.toString(row.number(1)),
        (int) row.number(2),
        row.text(3),
        row.text(4),
        Instant.ofEpochMilli(row.number(5)),
        State.of(row.text(6)).orElseThrow(),
        decided.map(at -> new Review(reviewer, comment, at)));
  }

  /**
   * Answers for all deployments of an attempt to an environment that nobody has answered for; to
   * bypass the rules goes for those as well that only wait for their time.
   *
   * @return how many these were
   */
  public int review(
      String run, int attempt, String environment, State answer, String by, String comment) {
    return database.write(sql -> {
      int answered =
          sql.update(
              "UPDATE deployment SET state = ?, reviewer = ?, comment = ?, decided = ? WHERE run ="
                  + " ? AND attempt = ? AND environment = ? AND (state = 'pending' OR (state ="
                  + " 'approved' AND ? = 'bypassed'))",
              answer.word(),
              by,
              comment,
              clock.millis(),
              Long.parseLong(run),
              attempt,
              environment,
              answer.word());
      if (answered > 0) {
        var data = Json.MAPPER.createObjectNode();
        data.put("environment", environment).put("comment", comment);
        journal.append(sql, "deployment." + answer.word(), "runs/" + run, by, data);
      }
      return answered;
    });
  }
}
