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
              "ALTER TABLE access_token ADD COLUMN attributes TEXT NOT NULL DEFAULT '{}'",
              """
              ALTER TABLE access_token ADD COLUMN session TEXT NOT NULL DEFAULT '';
              CREATE INDEX access_token_session ON access_token (session) WHERE session <> ''
              """));

  /**
   * The attribute of a principal that acts for a job: {@code RUN/JOB/ATTEMPT}. All tokens of a
   * session, those made from others included, end with {@link #end}.
   */
  public static final String SESSION = "session";

  private static final TypeReference<Set<String>> STRINGS = new TypeReference<>() {};
  private static final TypeReference<Map<String, String>> ATTRIBUTES = new TypeReference<>() {};

  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Grant> grants = new ConcurrentHashMap<>();

  /** A token with its end. */
  public record Issued(Token token, Instant expires) {}

  private record Grant(String hash, Principal principal, Instant expires) {
    String session() {
      return principal.attribute(SESSION).orElse("");
    }
  }

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
    return register(Token.random(random), principal, purpose, life);
  }

  /** As {@link #issue}, for a token whose text has a meaning of its own to clients. */
  public Issued register(Token token, Principal principal, String purpose, Duration life) {
    var grant = new Grant(token.hash(), principal, clock.instant().plus(life));
    database.write(sql -> {
      sql.update(
          "INSERT INTO access_token"
              + " (hash, principal, groups, attributes, purpose, expires, session)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?)",
          grant.hash,
          principal.name(),
          Json.text(principal.groups()),
          Json.text(principal.attributes()),
          purpose,
          grant.expires.toEpochMilli(),
          grant.session());
      var data = Json.MAPPER.createObjectNode().put("purpose", purpose);
      journal.append(sql, "identity.token.issued", principal.name(), principal.name(), data);
      return grant;
    });
    grants.put(grant.hash, grant);
    return new Issued(token, grant.expires);
  }

  /** What a token stands for; empty when it is unknown, expired or revoked. */
  public Optional<Holder> holder(Token token) {
    return principal(token)
        .flatMap(p -> Optional.ofNullable(grants.get(token.hash())))
        .map(g -> new Holder(g.principal, g.expires));
  }

  /** Who holds a token, and until when. */
  public record Holder(Principal principal, Instant expires) {}

  /**
   * Ends all tokens of a job at once; returns how many there were.
   *
   * @param session the value of {@link #SESSION}
   */
  public int end(String session) {
    if (session.isEmpty()) {
      throw new IllegalArgumentException("a session has a name");
    }
    grants.values().removeIf(g -> g.session().equals(session));
    return database.write(sql -> {
      int ended = sql.update("DELETE FROM access_token WHERE session = ?", session);
      var data = Json.MAPPER.createObjectNode().put("tokens", ended);
      journal.append(sql, "identity.session.ended", "jobs/" + session, "slipway", data);
      return ended;
    });
  }

  /**
   * Ends all tokens of a principal at once; returns how many there were.
   *
   * @param principal its name
   */
  public int revokeAll(String principal) {
    grants.values().removeIf(g -> g.principal.name().equals(principal));
    return database.write(sql -> {
      int ended = sql.update("DELETE FROM access_token WHERE principal = ?", principal);
      var data = Json.MAPPER.createObjectNode().put("tokens", ended);
      journal.append(sql, "identity.token.revoked", principal, "slipway", data);
      return ended;
    });
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
