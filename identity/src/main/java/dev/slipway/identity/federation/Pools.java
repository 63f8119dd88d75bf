package dev.slipway.identity.federation;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.slipway.base.Json;
import dev.slipway.http.Principal;
import dev.slipway.identity.AuditTrail;
import dev.slipway.identity.iam.IamException;
import dev.slipway.identity.iam.IamException.Kind;
import dev.slipway.store.Database;
import dev.slipway.store.Schema;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The workload identity pools of all projects with their providers. Thread-safe. */
public final class Pools {
  /** Their tables. */
  public static final Schema SCHEMA =
      new Schema(
          "identity-federation",
          List.of(
              """
              CREATE TABLE workload_pool (
                name TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT;
              CREATE TABLE workload_provider (
                name TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT
              """));

  private static final Pattern ID = Pattern.compile("[a-z0-9-]{4,32}");

  private final Database database;
  private final AuditTrail audit;
  private final ProviderRules rules;
  private final Map<String, Pool> pools = new ConcurrentHashMap<>();
  private final Map<String, CompiledProvider> providers = new ConcurrentHashMap<>();

  /** A provider with what to think about. */
  public record Saved(Provider provider, List<Advice> advice) {
    public Saved {
      advice = List.copyOf(advice);
    }
  }

  /**
   * @param database opened with {@link #SCHEMA}
   * @param ownIssuer the instance's own issuer, of which every repository here gets tokens
   */
  public Pools(Database database, AuditTrail audit, String ownIssuer) {
    this.database = database;
    this.audit = audit;
    this.rules = new ProviderRules(ownIssuer);
    load("workload_pool", Pool.class).forEach(p -> pools.put(p.name(), p));
    load("workload_provider", Provider.class)
        .forEach(p -> providers.put(p.name(), CompiledProvider.of(p)));
  }

  private <T> List<T> load(String table, Class<T> type) {
    return database.read(sql ->
        sql.list("SELECT document FROM " + table, row -> Json.MAPPER.readValue(row.text(1), type)));
  }

  /** Makes a pool. */
  public synchronized Pool create(Pool pool, Principal who) {
    checkId(pool.id());
    if (pools.containsKey(pool.name())) {
      throw exists(pool.name());
    }
    return save(pool, "CreateWorkloadIdentityPool", who);
  }

  /** Changes a pool that is there. */
  public synchronized Pool update(Pool pool, Principal who) {
    pool(pool.name());
    return save(pool, "UpdateWorkloadIdentityPool", who);
  }

  /** Deletes a pool with its providers; what they accepted is refused from now on. */
  public synchronized void delete(Pool pool, Principal who) {
    providers(pool).forEach(p -> delete(p, who));
    remove("workload_pool", pool.name(), "DeleteWorkloadIdentityPool", who);
    pools.remove(pool.name());
  }

  /** Makes a provider; judges it first. */
  public synchronized Saved create(Provider provider, Principal who) {
    checkId(provider.id());
    pool(Pool.name(provider.project(), provider.pool()));
    if (providers.containsKey(provider.name())) {
      throw exists(provider.name());
    }
    return save(provider, "CreateWorkloadIdentityPoolProvider", who);
  }

  /** Changes a provider that is there; judges it first. */
  public synchronized Saved update(Provider provider, Principal who) {
    provider(provider.name());
    return save(provider, "UpdateWorkloadIdentityPoolProvider", who);
  }

  public synchronized void delete(Provider provider, Principal who) {
    remove("workload_provider", provider.name(), "DeleteWorkloadIdentityPoolProvider", who);
    providers.remove(provider.name());
  }

  /** The pool of this name, refusing when there is none. */
  public Pool pool(String name) {
    return Optional.ofNullable(pools.get(name)).orElseThrow(() -> missing(name));
  }

  /** The provider of this name, refusing when there is none. */
  public Provider provider(String name) {
    return Optional.ofNullable(providers.get(name))
        .map(CompiledProvider::provider)
        .orElseThrow(() -> missing(name));
  }

  /** The pools of a project. */
  public List<Pool> pools(String project) {
    return pools.values().stream()
        .filter(p -> p.project().equals(project))
        .sorted((a, b) -> a.id().compareTo(b.id()))
        .toList();
  }

  /** The providers of a pool. */
  public List<Provider> providers(Pool pool) {
    return providers.values().stream()
        .map(CompiledProvider::provider)
        .filter(p -> p.project().equals(pool.project()) && p.pool().equals(pool.id()))
        .sorted((a, b) -> a.id().compareTo(b.id()))
        .toList();
  }

  /** A provider that may be used: it and its pool are there and enabled. */
  Optional<CompiledProvider> usable(String project, String pool, String provider) {
    return Optional.ofNullable(pools.get(Pool.name(project, pool)))
        .filter(p -> !p.disabled())
        .flatMap(p -> Optional.ofNullable(providers.get(Provider.name(project, pool, provider))))
        .filter(p -> !p.provider().disabled());
  }

  private Pool save(Pool pool, String method, Principal who) {
    store("workload_pool", pool.name(), pool, change(method, pool.name(), who, ""));
    pools.put(pool.name(), pool);
    return pool;
  }

  private Saved save(Provider provider, String method, Principal who) {
    provider.jwks().ifPresent(Pools::checkKeys);
    var compiled = CompiledProvider.of(provider);
    var advice = rules.judge(compiled);
    String reason = String.join("; ", advice.stream().map(Advice::problem).toList());
    store(
        "workload_provider",
        provider.name(),
        provider,
        change(method, provider.name(), who, reason));
    providers.put(provider.name(), compiled);
    return new Saved(provider, advice);
  }

  private void store(String table, String name, Object document, AuditTrail.Entry entry) {
    database.write(sql -> {
      audit.append(sql, entry);
      return sql.update(
          "INSERT OR REPLACE INTO " + table + " (name, document) VALUES (?, ?)",
          name,
          Json.text(document));
    });
  }

  private void remove(String table, String name, String method, Principal who) {
    database.write(sql -> {
      audit.append(sql, change(method, name, who, ""));
      return sql.update("DELETE FROM " + table + " WHERE name = ?", name);
    });
  }

  private static AuditTrail.Entry change(
      String method, String resource, Principal who, String reason) {
    return new AuditTrail.Entry(
        "identity.changed",
        method,
        resource,
        who,
        List.of(),
        Optional.empty(),
        AuditTrail.Outcome.GRANTED,
        reason);
  }

  private static void checkKeys(String jwks) {
    try {
      boolean usable =
          JWKSet.parse(jwks).getKeys().stream()
              .allMatch(k -> isPublic(k) && !k.getKeyID().isEmpty());
      if (!usable) {
        throw new IamException(
            Kind.INVALID_ARGUMENT, "The JWKs must be public RSA or EC keys with a kid.");
      }
    } catch (ParseException e) {
      throw new IamException(Kind.INVALID_ARGUMENT, "The JWKs are not a JSON Web Key Set.");
    }
  }

  private static boolean isPublic(JWK key) {
    return !key.isPrivate()
        && key.getKeyID() != null
        && switch (key.getKeyType().getValue()) {
          case "RSA", "EC" -> true;
          default -> false;
        };
  }

  private static void checkId(String id) {
    if (!ID.matcher(id).matches() || id.startsWith("gcp-")) {
      throw new IamException(
          Kind.INVALID_ARGUMENT,
          "'" + id + "' is not an id: 4 to 32 of a-z, 0-9 and -, not beginning with gcp-");
    }
  }

  private static IamException exists(String name) {
    return new IamException(Kind.ALREADY_EXISTS, "Requested entity already exists: " + name);
  }

  private static IamException missing(String name) {
    return new IamException(Kind.NOT_FOUND, "Requested entity was not found: " + name);
  }
}
