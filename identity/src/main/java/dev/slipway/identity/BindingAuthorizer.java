package dev.slipway.identity;

import dev.slipway.base.Json;
import dev.slipway.http.Authorizer;
import dev.slipway.http.Permission;
import dev.slipway.http.Principal;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Decides by role bindings; what no binding allows is refused.
 *
 * <p>Refusals and granted changes go to the journal without making the request wait for the disk;
 * granted reads do not, they are many and change nothing.
 */
public final class BindingAuthorizer implements Authorizer {
  private static final Set<String> READS =
      Set.of("get", "list", "watch", "downloadartifacts", "read");

  private final List<Binding> bindings;
  private final Database database;
  private final Journal journal;

  public BindingAuthorizer(List<Binding> bindings, Database database, Journal journal) {
    this.bindings = List.copyOf(bindings);
    this.database = database;
    this.journal = journal;
  }

  @Override
  public Decision decide(Principal principal, Permission permission) {
    Optional<Binding> granting =
        bindings.stream()
            .filter(b -> isMember(principal, b))
            .filter(b -> b.role().includes(permission.action()) && b.covers(permission.resource()))
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

  private static boolean isMember(Principal principal, Binding binding) {
    String member = binding.member();
    return member.startsWith("group:")
        ? principal.groups().contains(member.substring("group:".length()))
        : member.equals(principal.name());
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
    String kind =
        switch (decision) {
          case Decision.Allowed allowed -> "identity.allowed";
          case Decision.Denied denied -> "identity.denied";
        };
    var data =
        Json.MAPPER
            .createObjectNode()
            .put("action", permission.action())
            .put("reason", decision.reason());
    var _ =
        database.submit(sql -> {
          journal.append(sql, kind, permission.resource(), principal.name(), data);
          return kind;
        });
  }
}
