package dev.slipway.container.network;

import dev.slipway.container.InstanceNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The instance's chains in the machine's firewall, entered at the very top of the standard chains,
 * before rules of others (Docker's policy is to drop what it forwards) can end a packet's way.
 *
 * <pre>
 * filter FORWARD     answers and container to container pass; from elsewhere to containers: drop;
 *                    to other instances: drop; out: pass
 * filter INPUT       from the bridge: answers, ping and {@link Opening}s pass; the rest: reject
 * nat POSTROUTING    what leaves gets the machine's address
 * </pre>
 */
final class Firewall {
  private static final List<String> TABLES = List.of("filter", "nat");

  private final Iptables iptables;
  private final InstanceNames names;

  /** A jump from a standard chain to one of ours. */
  private record Jump(String table, String from, String to) {
    String rule() {
      return from + " -j " + to;
    }
  }

  Firewall(Iptables iptables, InstanceNames names) {
    this.iptables = iptables;
    this.names = names;
  }

  /** Whether these rules are in the tables that decide what is forwarded now. */
  boolean isIn(Iptables deciding) {
    return iptables.equals(deciding);
  }

  /** Whether nobody has taken the rules away, as by emptying the standard chains. */
  boolean isEntered() {
    Iptables.Rules there = iptables.rules();
    return TABLES.stream()
        .flatMap(table -> jumps(table).stream())
        .allMatch(jump -> there.contains(jump.table(), jump.rule()));
  }

  /** Removes the rules of an instance from the tables of every variant. */
  static void removeAll(InstanceNames names) {
    Iptables.all().forEach(variant -> new Firewall(variant, names).remove());
  }

  private List<Jump> jumps(String table) {
    return table.equals("nat")
        ? List.of(new Jump(table, "POSTROUTING", names.chain("OUT")))
        : List.of(
            new Jump(table, "FORWARD", names.chain("FORWARD")),
            new Jump(table, "INPUT", names.chain("INPUT")));
  }

  /** Sets all rules, replacing those there are at once. */
  void apply(NetworkPlan plan, Collection<Opening> openings) {
    Iptables.Rules there = iptables.rules();
    var filter = new ArrayList<String>();
    filter.addAll(forward());
    filter.addAll(input(openings));
    var nat =
        List.of(
            "-A %s -s %s ! -o %s -j MASQUERADE"
                .formatted(names.chain("OUT"), plan.pods(), names.bridge()));
    var lines = new ArrayList<String>();
    for (String table : TABLES) {
      lines.add("*" + table);
      List<Jump> jumps = jumps(table);
      jumps.forEach(jump -> lines.add(":" + jump.to() + " - [0:0]"));
      lines.addAll(table.equals("nat") ? nat : filter);
      jumps.stream()
          .filter(jump -> !there.contains(jump.table(), jump.rule()))
          .forEach(jump -> lines.add("-I " + jump.from() + " 1 -j " + jump.to()));
      lines.add("COMMIT");
    }
    iptables.restore(lines, "set the firewall's rules");
  }

  private List<String> forward() {
    String bridge = names.bridge();
    String others = InstanceNames.BRIDGE_PREFIX + "+";
    String add = "-A " + names.chain("FORWARD");
    return List.of(
        add + " -o " + bridge + " -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        add + " -i " + bridge + " -o " + bridge + " -j ACCEPT",
        add + " -o " + bridge + " -j DROP",
        add + " -i " + bridge + " -o " + others + " -j DROP",
        add + " -i " + bridge + " -j ACCEPT");
  }

  private List<String> input(Collection<Opening> openings) {
    String from = "-A " + names.chain("INPUT") + " -i " + names.bridge();
    var rules = new ArrayList<String>();
    rules.add(from + " -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT");
    rules.add(from + " -p icmp --icmp-type echo-request -j ACCEPT");
    for (Opening opening : openings) {
      rules.add(
          "%s -d %s -p %s --dport %d -j ACCEPT"
              .formatted(
                  from,
                  opening.address().getHostAddress(),
                  opening.protocol().name().toLowerCase(Locale.ROOT),
                  opening.port()));
    }
    rules.add(from + " -p tcp -j REJECT --reject-with tcp-reset");
    rules.add(from + " -j REJECT");
    return rules;
  }

  /** Removes all rules and chains of the instance; they need not be there. */
  void remove() {
    Iptables.Rules there = iptables.rules();
    var lines = new ArrayList<String>();
    for (String table : TABLES) {
      List<Jump> jumps =
          jumps(table).stream().filter(jump -> there.hasChain(table, jump.to())).toList();
      if (!jumps.isEmpty()) {
        lines.add("*" + table);
        for (Jump jump : jumps) {
          lines.addAll(
              Collections.nCopies(there.count(jump.table(), jump.rule()), "-D " + jump.rule()));
          lines.add("-F " + jump.to());
          lines.add("-X " + jump.to());
        }
        lines.add("COMMIT");
      }
    }
    if (!lines.isEmpty()) {
      iptables.restore(lines, "remove the firewall's rules");
    }
  }
}
