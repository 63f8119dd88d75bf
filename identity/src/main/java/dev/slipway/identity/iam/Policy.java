package dev.slipway.identity.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who has which role on one resource.
 *
 * @param version counts the changes; the etag is made of it
 * @param bindings roles with their members, both sorted
 */
public record Policy(long version, List<RoleMembers> bindings) {
  /** One role and who has it. */
  public record RoleMembers(String role, List<String> members) {
    public RoleMembers {
      members = List.copyOf(members);
    }
  }

  public Policy {
    var byRole = new TreeMap<String, TreeSet<String>>();
    bindings.forEach(
        b -> byRole.computeIfAbsent(b.role(), r -> new TreeSet<>()).addAll(b.members()));
    bindings =
        byRole.entrySet().stream()
            .filter(e -> !e.getValue().isEmpty())
            .map(e -> new RoleMembers(e.getKey(), List.copyOf(e.getValue())))
            .toList();
  }

  /** This policy with one more member of a role. */
  public Policy with(String role, String member) {
    var all = new ArrayList<>(bindings);
    all.add(new RoleMembers(role, List.of(member)));
    return new Policy(version, all);
  }

  public boolean has(String role, String member) {
    return bindings.stream().anyMatch(b -> b.role().equals(role) && b.members().contains(member));
  }
}
