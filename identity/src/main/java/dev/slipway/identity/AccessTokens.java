package dev.slipway.identity;

import dev.slipway.base.Json;
import dev.slipway.http.Principal;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.store.Row;
import dev.slipway.store.Schema;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.type.TypeReference;

/**
 * Tokens that were handed out, each for one principal and one purpose, until they expire or are
 * revoked. They survive a restart. Thread-safe; looking one up does not touch the disk.
 */
public final class AccessTokens {
  /** Their table. */
  public static final Schema SCHEMA =
      new Schema(
          "identity-tokens",
          List.of(
              """
              CREATE TABLE access_token (
                hash TEXT PRIMARY KEY,
                principal TEXT NOT NULL,
                groups TEXT NOT NULL,
                purpose TEXT NOT NULL,
                expires INTEGER NOT NULL) STRICT
              """,
              "ALTER TABLE access_token ADD COLUMN attributes TEXT NOT NULL DEFAULT '{}'"));

  private static final TypeReference<Set<String>> STRINGS = new TypeReference<>() {};
  private static final TypeReference<Map<String, String>> ATTRIBUTES = new TypeReference<>() {};

  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Grant> grants = new ConcurrentHashMap<>();

  /** A token with its end. */
  public record Issued(Token token, Instant expires) {}

  private record Grant(String hash, Principal principal, Instant expires) {}

  /** The tokens in {@code database}, which was opened with {@link #SCHEMA}. */
  public AccessTokens(Database database, Journal journal, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    database.write(
        sql -> sql.update("DELETE FROM access_token WHERE expires <= ?", clock.millis()));
    List<Grant> known =
        database.read(sql ->
            sql.list(
                "SELECT hash, principal, groups, attributes, expires FROM access_token",
                AccessTokens::grant));
    known.forEach(g -> grants.put(g.hash, g));
  }

  private static Grant grant(Row row) throws SQLException {
    return new Grant(
        row.text(1),
        new Principal(
            row.text(2),
            Json.MAPPER.readValue(row.text(3), STRINGS),
            Json.MAPPER.readValue(row.text(4), ATTRIBUTES)),
        Instant.ofEpochMilli(row.number(5)));
  }

  /**
   * Hands out a token.
   *
   * @param principal who will be making requests with it
   * @param purpose what for, in words for the journal
   * @param life how long it is good for
   */
  public Issued issue(Principal principal, String purpose, Duration life) {
    var token = Token.random(random);
    var grant = new Grant(token.hash(), principal, clock.instant().plus(life));
    database.write(sql -> {
      sql.update(
          "INSERT INTO access_token (hash, principal, groups, attributes, purpose, expires)"
              + " VALUES (?, ?, ?, ?, ?, ?)",
          grant.hash,
          principal.name(),
          Json.text(principal.groups()),
          Json.text(principal.attributes()),
          purpose,
          grant.expires.toEpochMilli());
      var data = Json.MAPPER.createObjectNode().put("purpose", purpose);
      journal.append(sql, "identity.token.issued", principal.name(), principal.name(), data);
      return grant;
    });
    grants.put(grant.hash, grant);
    return new Issued(token, grant.expires);
  }

  /** Whose token this is; empty when it is unknown, expired or revoked. */
  public Optional<Principal> principal(Token token) {
    var grant = grants.get(token.hash());
    if (grant == null) {
      return Optional.empty();
    }
    if (!clock.instant().isBefore(grant.expires)) {
      grants.remove(grant.hash);
      return Optional.empty();
    }
    return Optional.of(grant.principal);
  }

  /** Ends a token at once. */
  public void revoke(Token token) {
    var grant = grants.remove(token.hash());
    if (grant == null) {
      return;
    }
    database.write(sql -> {
      String name = grant.principal.name();
      journal.append(sql, "identity.token.revoked", name, name, Json.MAPPER.createObjectNode());
      return sql.update("DELETE FROM access_token WHERE hash = ?", grant.hash);
    });
  }
}
