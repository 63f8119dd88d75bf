package dev.slipway.container.network;

import dev.slipway.base.Command;
import dev.slipway.base.SlipwayException;
import dev.slipway.container.InstanceNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String WAIT = "--wait=20";

  private final String program;
  private final InstanceNames names;

  /** A jump from a standard chain to one of ours. */
  private record Jump(String table, String from, String to) {}

  private Firewall(String program, InstanceNames names) {
    this.program = program;
    this.names = names;
  }

  /** Finds a variant of iptables that works here. */
  static Firewall find(InstanceNames names) {
    List<String> working =
        List.of("iptables", "iptables-nft", "iptables-legacy").stream()
            .filter(Command::exists)
            .filter(program -> Command.of(program, WAIT, "-t", "nat", "-S").run().succeeded())
            .filter(program -> Command.of(program, WAIT, "-S", "FORWARD").run().succeeded())
            .toList();
    if (working.isEmpty()) {
      throw new SlipwayException(
          "containers need iptables for their network, and no variant of it works here: install it"
              + " (on Debian and Ubuntu: apt-get install iptables) and run as root");
    }
    // A drop in one variant's tables is final: an accept must stand in the same ones.
    Optional<String> dropping = working.stream().filter(Firewall::dropsForwarded).findFirst();
    return new Firewall(dropping.orElse(working.getFirst()), names);
  }

  private static boolean dropsForwarded(String program) {
    return Command.of(program, WAIT, "-S", "FORWARD").run().stdout().contains("-P FORWARD DROP");
  }

  private List<Jump> jumps() {
    return List.of(
        new Jump("filter", "FORWARD", names.chain("FORWARD")),
        new Jump("filter", "INPUT", names.chain("INPUT")),
        new Jump("nat", "POSTROUTING", names.chain("OUT")));
  }

  /** Sets all rules, replacing those there are at once. */
  void apply(NetworkPlan plan, Collection<Opening> openings) {
    var rules = new ArrayList<String>();
    rules.add("*filter");
    rules.add(":" + names.chain("FORWARD") + " - [0:0]");
    rules.add(":" + names.chain("INPUT") + " - [0:0]");
    rules.addAll(forward());
    rules.addAll(input(openings));
    rules.add("COMMIT");
    rules.add("*nat");
    rules.add(":" + names.chain("OUT") + " - [0:0]");
    rules.add(
        "-A %s -s %s ! -o %s -j MASQUERADE"
            .formatted(names.chain("OUT"), plan.pods(), names.bridge()));
    rules.add("COMMIT");
    restore(rules, "set the firewall's rules");
    for (Jump jump : jumps()) {
      if (!has(jump)) {
        run("enter " + jump.to(), "-t", jump.table(), "-I", jump.from(), "1", "-j", jump.to());
      }
    }
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
    for (Jump jump : jumps()) {
      while (has(jump)) {
        run("leave " + jump.to(), "-t", jump.table(), "-D", jump.from(), "-j", jump.to());
      }
      if (hasChain(jump)) {
        run("empty " + jump.to(), "-t", jump.table(), "-F", jump.to());
        run("remove " + jump.to(), "-t", jump.table(), "-X", jump.to());
      }
    }
  }

  private boolean has(Jump jump) {
    return hasChain(jump)
        && command("-t", jump.table(), "-C", jump.from(), "-j", jump.to()).run().succeeded();
  }

  private boolean hasChain(Jump jump) {
    return command("-t", jump.table(), "-S", jump.to()).run().succeeded();
  }

  private void restore(List<String> rules, String purpose) {
    byte[] text = (String.join("\n", rules) + "\n").getBytes(StandardCharsets.UTF_8);
    Command.of(program + "-restore", "--noflush", WAIT)
        .withInput(text)
        .withLimit(LIMIT)
        .run()
        .orThrow(purpose);
  }

  private void run(String purpose, String... arguments) {
    command(arguments).run().orThrow(purpose + " in the firewall");
  }

  private Command command(String... arguments) {
    var all = new ArrayList<>(List.of(program, WAIT));
    all.addAll(List.of(arguments));
    return Command.of(all).withLimit(LIMIT);
  }
}
