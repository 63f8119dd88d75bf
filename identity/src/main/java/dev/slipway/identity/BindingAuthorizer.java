package dev.slipway.identity;

import dev.slipway.http.Authorizer;
import dev.slipway.http.Permission;
import dev.slipway.http.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides by role bindings; what no binding allows is refused.
 *
 * <p>A principal is a member under its name, its groups ({@code group:NAME}) and, when it comes
 * from a workload identity pool, the pool's {@code principalSet://} names, which are among its
 * groups.
 *
 * <p>Refusals and granted changes go to the journal without making the request wait for the disk;
 * granted reads do not, they are many and change nothing.
 */
public final class BindingAuthorizer implements Authorizer {
  private static final Set<String> READS =
      Set.of("get", "list", "watch", "downloadartifacts", "read", "pull", "getlogs");

  private final List<BindingSource> sources;
  private final AuditTrail audit;

  public BindingAuthorizer(List<BindingSource> sources, AuditTrail audit) {
    this.sources = List.copyOf(sources);
    this.audit = audit;
  }

  @Override
  public Decision decide(Principal principal, Permission permission) {
    Optional<Binding> granting =
        members(principal)
            .flatMap(member -> sources.stream().flatMap(source -> source.of(member).stream()))
            .filter(binding -> binding.allows(permission))
            .findFirst();
    Decision decision =
        granting
            .<Decision>map(
                b -> new Decision.Allowed(b.member() + " has " + b.role().name() + where(b)))
            .orElseGet(() -> refused(principal, permission));
    if (granting.isEmpty() || !isRead(permission)) {
      record(principal, permission, decision);
    }
    return decision;
  }

  private static Stream<String> members(Principal principal) {
    String name = principal.name();
    var own = name.indexOf(':') < 0 ? Stream.of(name, "user:" + name) : Stream.of(name);
    var groups =
        principal.groups().stream().map(g -> g.startsWith("principalSet://") ? g : "group:" + g);
    return Stream.concat(own, groups);
  }

  private static String where(Binding binding) {
    return binding.resource().isEmpty() ? "" : " on " + binding.resource();
  }

  private static Decision refused(Principal principal, Permission permission) {
    String who =
        principal.isAnonymous() ? "a request without credentials" : "'" + principal.name() + "'";
    return new Decision.Denied(
        who + " does not have " + permission.action() + " on " + permission.resource());
  }

  private static boolean isRead(Permission permission) {
    String verb = permission.action().substring(permission.action().lastIndexOf('.') + 1);
    return READS.contains(verb.toLowerCase(Locale.ROOT));
  }

  private void record(Principal principal, Permission permission, Decision decision) {
    boolean allowed = decision instanceof Decision.Allowed;
    audit.submit(
        new AuditTrail.Entry(
            allowed ? "identity.allowed" : "identity.denied",
            permission.action(),
            permission.resource(),
            principal,
            List.of(),
            Optional.of(permission.action()),
            allowed ? AuditTrail.Outcome.GRANTED : AuditTrail.Outcome.REFUSED,
            decision.reason()));
  }
}
