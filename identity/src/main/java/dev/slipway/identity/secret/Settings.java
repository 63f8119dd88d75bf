package dev.slipway.identity.secret;

import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.http.Principal;
import dev.slipway.identity.AuditTrail;
import dev.slipway.store.Database;
import dev.slipway.store.Schema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The secrets and variables that workflows read. Thread-safe. */
public final class Settings {
  /** Their tables. */
  public static final Schema SCHEMA =
      new Schema(
          "identity-settings",
          List.of(
              """
              CREATE TABLE secret (
                scope TEXT NOT NULL,
                name TEXT NOT NULL,
                key_id TEXT NOT NULL,
                value BLOB NOT NULL,
                updated INTEGER NOT NULL,
                PRIMARY KEY (scope, name)) STRICT;
              CREATE TABLE variable (
                scope TEXT NOT NULL,
                name TEXT NOT NULL,
                value TEXT NOT NULL,
                updated INTEGER NOT NULL,
                PRIMARY KEY (scope, name)) STRICT
              """));

  private static final Pattern NAME = Pattern.compile("[A-Z_][A-Z0-9_]{0,99}");
  private static final int MAX_VALUE = 48 << 10;

  private final Database database;
  private final AuditTrail audit;
  private final Clock clock;
  private final SecretKey key;

  /** A secret without its value. */
  public record SecretInfo(String name, Instant updated) {}

  /** A variable. */
  public record Variable(String name, String value, Instant updated) {}

  /**
   * @param database opened with {@link #SCHEMA}
   * @param keyFile where the key of the secrets is, or will be
   * @throws SlipwayException when the key is not the one of the secrets in the database
   */
  public Settings(Database database, AuditTrail audit, Path keyFile, Clock clock) {
    this.database = database;
    this.audit = audit;
    this.clock = clock;
    this.key = SecretKey.open(keyFile);
    var foreign =
        database.read(sql ->
            sql.first(
                "SELECT COUNT(*) FROM secret WHERE key_id <> ?", row -> row.number(1), key.id()));
    if (foreign.orElse(0L) > 0) {
      throw new SlipwayException(
          foreign.get()
              + " secrets were encrypted by another key than the one in "
              + keyFile
              + "; put the old file back, or set these secrets again after deleting them");
    }
  }

  /** Sets a secret; says when it looks like something that should be a variable. */
  public Optional<String> setSecret(Scope scope, String name, String value, Principal who) {
    String upper = checked(name, value);
    byte[] encrypted = key.encrypt(place(scope, upper), value);
    database.write(sql -> {
      audit.append(sql, entry("SetSecret", scope, upper, who));
      return sql.update(
          "INSERT OR REPLACE INTO secret (scope, name, key_id, value, updated)"
              + " VALUES (?, ?, ?, ?, ?)",
          scope.resource(),
          upper,
          key.id(),
          encrypted,
          clock.millis());
    });
    return SecretAdvice.of(upper, value);
  }

  /** Sets a variable. */
  public void setVariable(Scope scope, String name, String value, Principal who) {
    String upper = checked(name, value);
    database.write(sql -> {
      audit.append(sql, entry("SetVariable", scope, upper, who));
      return sql.update(
          "INSERT OR REPLACE INTO variable (scope, name, value, updated) VALUES (?, ?, ?, ?)",
          scope.resource(),
          upper,
          value,
          clock.millis());
    });
  }

  /** Deletes a secret; false when there is none. */
  public boolean deleteSecret(Scope scope, String name, Principal who) {
    return delete("secret", "DeleteSecret", scope, name, who);
  }

  /** Deletes a variable; false when there is none. */
  public boolean deleteVariable(Scope scope, String name, Principal who) {
    return delete("variable", "DeleteVariable", scope, name, who);
  }

  /**
   * Deletes everything of a repository and its environments: another repository may get its name.
   */
  public void forget(String repository, Principal who) {
    String own = Scope.of(repository).resource();
    String below = own + "/environments/";
    database.write(sql -> {
      audit.append(sql, entry("DeleteSecrets", Scope.of(repository), "*", who));
      for (String table : List.of("secret", "variable")) {
        sql.update(
            "DELETE FROM " + table + " WHERE scope = ? OR substr(scope, 1, ?) = ?",
            own,
            below.length(),
            below);
      }
      return own;
    });
  }

  /** The names of a scope's secrets. */
  public List<SecretInfo> secrets(Scope scope) {
    return database.read(sql ->
        sql.list(
            "SELECT name, updated FROM secret WHERE scope = ? ORDER BY name",
            row -> new SecretInfo(row.text(1), Instant.ofEpochMilli(row.number(2))),
            scope.resource()));
  }

  /** A scope's variables. */
  public List<Variable> variables(Scope scope) {
    return database.read(sql ->
        sql.list(
            "SELECT name, value, updated FROM variable WHERE scope = ? ORDER BY name",
            row -> new Variable(row.text(1), row.text(2), Instant.ofEpochMilli(row.number(3))),
            scope.resource()));
  }

  /**
   * The secrets of a run, an environment's before the repository's. For the runner alone: this is
   * the one way out for a value.
   */
  public Map<String, String> secretsForRun(String repository, Optional<String> environment) {
    var secrets = new TreeMap<>(decrypted(Scope.of(repository)));
    if (environment.isPresent()) {
      secrets.putAll(decrypted(new Scope(repository, environment)));
    }
    return secrets;
  }

  /** The variables of a run, an environment's before the repository's. */
  public Map<String, String> variablesForRun(String repository, Optional<String> environment) {
    var variables = new TreeMap<String, String>();
    this.variables(Scope.of(repository)).forEach(v -> variables.put(v.name(), v.value()));
    if (environment.isPresent()) {
      this.variables(new Scope(repository, environment))
          .forEach(v -> variables.put(v.name(), v.value()));
    }
    return variables;
  }

  private Map<String, String> decrypted(Scope scope) {
    record Encrypted(String name, byte[] value) {}
    var values = new TreeMap<String, String>();
    database
        .read(sql ->
            sql.list(
                "SELECT name, value FROM secret WHERE scope = ?",
                row -> new Encrypted(row.text(1), row.bytes(2)),
                scope.resource()))
        .forEach(s -> values.put(s.name, key.decrypt(place(scope, s.name), s.value)));
    return values;
  }

  private boolean delete(String table, String method, Scope scope, String name, Principal who) {
    String upper = name.toUpperCase(Locale.ROOT);
    return database.write(sql -> {
      audit.append(sql, entry(method, scope, upper, who));
      return sql.update(
          "DELETE FROM " + table + " WHERE scope = ? AND name = ?", scope.resource(), upper);
    })
        > 0;
  }

  private static String place(Scope scope, String name) {
    return scope.resource() + "/secrets/" + name;
  }

  private static AuditTrail.Entry entry(String method, Scope scope, String name, Principal who) {
    return new AuditTrail.Entry(
        "identity.changed",
        method,
        scope.resource() + "/" + name,
        who,
        List.of(),
        Optional.empty(),
        AuditTrail.Outcome.GRANTED,
        "");
  }

  private static String checked(String name, String value) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (!NAME.matcher(upper).matches() || upper.startsWith("GITHUB_")) {
      throw new InputException(
          InputException.Position.of("name"),
          "'" + name + "' cannot be the name of a secret or variable",
          "use letters, digits and _, no digit first, not beginning with GITHUB_");
    }
    int length = value.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > MAX_VALUE) {
      throw new InputException(
          InputException.Position.of("value of " + upper),
          "it has " + length + " bytes",
          "a value has 1 to " + MAX_VALUE + " bytes");
    }
    return upper;
  }
}
