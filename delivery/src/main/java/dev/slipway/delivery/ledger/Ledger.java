package dev.slipway.delivery.ledger;

import dev.slipway.base.Json;
import dev.slipway.delivery.release.Chronicle;
import dev.slipway.delivery.release.Environment;
import dev.slipway.delivery.release.Release;
import dev.slipway.manifest.KubeObject;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.store.Schema;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Releases and what belongs to them, in SQLite. Every change commits with its journal event, and
 * only for the holder of the environment's lease.
 */
public final class Ledger {
  private static final int REMEMBERED = 50;

  private final Database database;
  private final Journal journal;

  /** The ledger in {@code database}, opened with {@link #schema} and the journal's. */
  public Ledger(Database database, Journal journal) {
    this.database = database;
    this.journal = journal;
  }

  public static Schema schema() {
    return LedgerTables.SCHEMA;
  }

  public List<Environment> environments() {
    return database.read(LedgerTables::environments);
  }

  public Optional<Environment> environment(String namespace) {
    return database.read(sql -> LedgerTables.environment(sql, namespace));
  }

  /**
   * The environment of a namespace, made when it is new. When another namespace has the name
   * already, the environment is called as its namespace.
   */
  public Environment environment(String namespace, String name) {
    return environment(namespace)
        .orElseGet(() ->
            database.write(sql -> {
              Optional<Environment> known = LedgerTables.environment(sql, namespace);
              if (known.isPresent()) {
                return known.get();
              }
              var made =
                  new Environment(LedgerTables.hasName(sql, name) ? namespace : name, namespace);
              LedgerTables.add(sql, made);
              journal.append(
                  sql,
                  "delivery.environment.found",
                  made.name(),
                  "system:slipway-delivery",
                  Json.MAPPER.createObjectNode().put("namespace", namespace));
              return made;
            }));
  }

  /** Takes the right to decide about an environment, from whoever held it. */
  public Lease acquire(Environment environment) {
    long token = database.write(sql -> LedgerTables.nextLease(sql, environment.name()));
    return new Lease(environment, token);
  }

  /** Whether the lease is still the latest one. */
  public boolean isHeld(Lease lease) {
    return database.read(sql -> LedgerTables.lease(sql, lease.environment().name()))
        == lease.token();
  }

  public Chronicle chronicle(Environment environment) {
    return new Chronicle(environment, releases(environment, REMEMBERED));
  }

  /** The latest releases, the newest first, and the serving one in any case. */
  public List<Release> releases(Environment environment, int limit) {
    return database.read(sql -> LedgerTables.releases(sql, environment.name(), limit));
  }

  public Optional<Release> release(Environment environment, int number) {
    return database.read(sql -> LedgerTables.release(sql, environment.name(), number));
  }

  /** All manifests of a release, in the order to apply them. */
  public List<KubeObject> manifests(Environment environment, int number) {
    return database.read(sql -> LedgerTables.manifests(sql, environment.name(), number));
  }

  /** Open quarantines, the newest first. */
  public List<Quarantine> quarantines(Environment environment) {
    return database.read(sql -> LedgerTables.quarantines(sql, environment.name()));
  }

  /** Where the deploy record of a release is; empty while it was not written. */
  public Optional<String> recorded(Release release) {
    return database.read(
        sql -> LedgerTables.recorded(sql, release.environment(), release.number()));
  }

  /** The digests of all images of all releases: what must stay for a way back (F11). */
  public Set<String> images() {
    return environments().stream()
        .flatMap(e -> releases(e, Integer.MAX_VALUE).stream())
        .flatMap(r -> r.workloads().stream())
        .flatMap(w -> w.images().stream())
        .flatMap(i -> i.digest().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Several changes that become true together. */
  @FunctionalInterface
  public interface Changes {
    void apply(Entry entry) throws SQLException;
  }

  /**
   * Applies changes in one transaction.
   *
   * @throws LeaseLostException when somebody else took the environment over
   */
  public void write(Lease lease, Changes changes) {
    database.write(sql -> {
      if (LedgerTables.lease(sql, lease.environment().name()) != lease.token()) {
        throw new LeaseLostException(lease);
      }
      changes.apply(new Entry(sql, lease.environment()));
      return lease;
    });
  }

  /** One transaction of the ledger. */
  public final class Entry {
    private final Sql sql;
    private final Environment environment;

    private Entry(Sql sql, Environment environment) {
      this.sql = sql;
      this.environment = environment;
    }

    /** Adds a release, or what has become of it, with the event that tells it. */
    public void put(Release release, String event) throws SQLException {
      LedgerTables.put(sql, release);
      ObjectNode data =
          Json.MAPPER
              .createObjectNode()
              .put("release", release.number())
              .put("state", release.state().text())
              .put("commit", release.commit().orElse(""))
              .put("cause", release.cause())
              .put("reason", release.outcome().reason());
      release.undo().ifPresent(u -> data.put("undoes", u.of()).put("to", u.to()));
      journal.append(
          sql, "delivery.release." + event, environment.name(), release.author().principal(), data);
    }

    public void manifests(Release release, List<KubeObject> manifests) throws SQLException {
      LedgerTables.putManifests(sql, release, manifests);
    }

    public void recorded(Release release, String commit) throws SQLException {
      LedgerTables.setRecorded(sql, environment.name(), release.number(), commit);
      note("recorded", Json.MAPPER.createObjectNode().put("commit", commit), release.number());
    }

    public void quarantine(Quarantine quarantine) throws SQLException {
      LedgerTables.quarantine(sql, environment.name(), quarantine);
      note(
          "quarantined",
          Json.MAPPER.createObjectNode().put("commit", quarantine.commit()),
          quarantine.release());
    }

    public void lift(Quarantine quarantine, int by) throws SQLException {
      LedgerTables.lift(sql, environment.name(), quarantine, by);
      note("released", Json.MAPPER.createObjectNode().put("commit", quarantine.commit()), by);
    }

    /** An event about a release that changes nothing else. */
    public void note(String event, ObjectNode data, int release) throws SQLException {
      journal.append(
          sql,
          "delivery.release." + event,
          environment.name(),
          "system:slipway-delivery",
          data.put("release", release));
    }
  }
}
