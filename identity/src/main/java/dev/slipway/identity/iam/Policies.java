package dev.slipway.identity.iam;

import dev.slipway.base.Json;
import dev.slipway.http.Principal;
import dev.slipway.identity.AuditTrail;
import dev.slipway.identity.Binding;
import dev.slipway.identity.BindingIndex;
import dev.slipway.identity.BindingSource;
import dev.slipway.identity.iam.IamException.Kind;
import dev.slipway.identity.iam.Policy.RoleMembers;
import dev.slipway.store.Database;
import dev.slipway.store.Row;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.core.type.TypeReference;

/**
 * The policies of projects, service accounts and repositories. Thread-safe; deciding reads a
 * snapshot in memory, which a change replaces as a whole.
 */
public final class Policies implements BindingSource {
  private static final TypeReference<List<RoleMembers>> BINDINGS = new TypeReference<>() {};
  private static final int MAX_MEMBERS = 1_500;
  private static final Pattern MEMBER =
      Pattern.compile(
          "(user|group|serviceAccount):[^\\s:/]+"
              + "|principal://iam\\.googleapis\\.com/projects/\\d+/locations/global"
              + "/workloadIdentityPools/[^/\\s]+/subject/\\S+"
              + "|principalSet://iam\\.googleapis\\.com/projects/\\d+/locations/global"
              + "/workloadIdentityPools/[^/\\s]+/(\\*|group/\\S+|attribute\\.[a-z0-9_]+/\\S+)");

  private final Database database;
  private final AuditTrail audit;
  private final Map<String, Policy> policies = new ConcurrentHashMap<>();
  private volatile BindingIndex index = new BindingIndex(List.of());

  private record Stored(String resource, Policy policy) {}

  public Policies(Database database, AuditTrail audit) {
    this.database = database;
    this.audit = audit;
    database
        .read(sql -> sql.list("SELECT resource, version, bindings FROM iam_policy", Policies::read))
        .forEach(s -> policies.put(s.resource, s.policy));
    reindex();
  }

  /** The policy of a resource; empty and of version 0 when none was ever set. */
  public Policy get(String resource) {
    return policies.getOrDefault(resource, new Policy(0, List.of()));
  }

  /**
   * Replaces a policy.
   *
   * @param wanted with the version that was read
   * @throws IamException when it was changed since, or names a role or member that cannot be
   */
  public synchronized Policy set(String resource, Policy wanted, Principal who) {
    wanted.bindings().forEach(Policies::check);
    if (get(resource).version() != wanted.version()) {
      throw new IamException(
          Kind.ABORTED,
          "There were concurrent policy changes. Please retry the whole read-modify-write with"
              + " exponential backoff.");
    }
    var next = new Policy(wanted.version() + 1, wanted.bindings());
    database.write(sql -> {
      write(sql, resource, next);
      audit.append(sql, Audit.granted("SetIamPolicy", resource, who, Json.text(next.bindings())));
      return next;
    });
    policies.put(resource, next);
    reindex();
    return next;
  }

  /** Gives a role to a member, unless it has it. */
  public synchronized void grant(String resource, String role, String member, Principal who) {
    var policy = get(resource);
    if (!policy.has(role, member)) {
      set(resource, policy.with(role, member), who);
    }
  }

  @Override
  public List<Binding> of(String member) {
    return index.of(member);
  }

  private void reindex() {
    var all = new ArrayList<Binding>();
    policies.forEach((resource, policy) ->
        policy
            .bindings()
            .forEach(b -> {
              var role =
                  Roles.named(b.role())
                      .orElseThrow(() ->
                          new IllegalStateException("a stored policy has the role " + b.role()));
              b.members().forEach(member -> all.add(new Binding(member, role, resource)));
            }));
    index = new BindingIndex(all);
  }

  private static void check(RoleMembers binding) {
    if (Roles.named(binding.role()).isEmpty()) {
      throw new IamException(
          Kind.INVALID_ARGUMENT,
          "Role "
              + binding.role()
              + " is not supported for this resource. There are "
              + String.join(", ", Roles.names()));
    }
    if (binding.members().size() > MAX_MEMBERS) {
      throw new IamException(
          Kind.INVALID_ARGUMENT, binding.role() + " has more than " + MAX_MEMBERS + " members");
    }
    for (String member : binding.members()) {
      if (!MEMBER.matcher(member).matches()) {
        throw new IamException(
            Kind.INVALID_ARGUMENT,
            "Invalid member '"
                + member
                + "': use serviceAccount:, user:, group:, or principal:// and principalSet:// of a"
                + " workload identity pool with the project's number. allUsers is not served.");
      }
    }
  }

  private static void write(Sql sql, String resource, Policy policy) throws SQLException {
    sql.update(
        "INSERT INTO iam_policy (resource, version, bindings) VALUES (?, ?, ?)"
            + " ON CONFLICT (resource) DO UPDATE"
            + " SET version = excluded.version, bindings = excluded.bindings",
        resource,
        policy.version(),
        Json.text(policy.bindings()));
  }

  private static Stored read(Row row) throws SQLException {
    return new Stored(
        row.text(1), new Policy(row.number(2), Json.MAPPER.readValue(row.text(3), BINDINGS)));
  }
}
