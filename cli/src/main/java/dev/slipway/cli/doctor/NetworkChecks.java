package dev.slipway.cli.doctor;

import dev.slipway.base.Command;
import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The firewall beside Docker, and who resolves names. */
final class NetworkChecks {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String DROPS = "-P FORWARD DROP";
  private static final Path FORWARDING = Path.of("/proc/sys/net/ipv4/ip_forward");

  private NetworkChecks() {}

  static List<Finding> all() throws IOException {
    var findings = new ArrayList<Finding>();
    findings.add(firewall());
    findings.add(forwarding(Files.readString(FORWARDING).strip()));
    findings.add(nameServers(lines("/etc/resolv.conf")));
    findings.add(namePort(lines("/proc/net/udp")));
    return findings;
  }

  private static List<String> lines(String file) throws IOException {
    Path path = Path.of(file);
    return Files.exists(path) ? Files.readAllLines(path) : List.of();
  }

  private static Finding firewall() {
    var variants = new ArrayList<String>();
    for (String program : List.of("iptables", "iptables-nft", "iptables-legacy")) {
      if (Command.exists(program)) {
        try {
          var rules = Command.of(program, "-w", "5", "-S").withLimit(PATIENCE).run();
          if (rules.succeeded()) {
            variants.add(rules.stdout());
          }
        } catch (SlipwayException e) {
          return Finding.failure(
              "firewall", String.valueOf(e.getMessage()), "containers need it for their network");
        }
      }
    }
    return variants.isEmpty()
        ? Finding.failure(
            "firewall",
            "no variant of iptables works here",
            "run as root, with the kernel modules for iptables or nftables")
        : firewall(variants);
  }

  /**
   * The tables of all variants count: what one drops, no other can let pass.
   *
   * @param variants what {@code iptables -S} prints of each
   */
  static Finding firewall(List<String> variants) {
    boolean running = variants.stream().anyMatch(NetworkChecks::hasOurs);
    Optional<String> dropping =
        variants.stream().filter(rules -> rules.lines().anyMatch(DROPS::equals)).findFirst();
    if (running && dropping.filter(rules -> !hasOurs(rules)).isPresent()) {
      return Finding.warning(
          "firewall",
          "FORWARD policy is DROP in the tables of one iptables, Slipway's rules are in another's",
          "a running instance moves them within a minute; if not, restart it");
    }
    return firewall(dropping.orElseGet(variants::getFirst));
  }

  private static boolean hasOurs(String rules) {
    return rules.lines().anyMatch(line -> line.startsWith("-A FORWARD") && isOurs(line));
  }

  /**
   * Docker sets the policy to DROP. Slipway's chain comes first and accepts what its containers
   * need; another rule before it could take that away. Docker's own, which it puts first when it
   * starts later, only decide about Docker's bridges.
   *
   * @param rules as {@code iptables -S} prints them
   */
  static Finding firewall(String rules) {
    List<String> lines = rules.lines().toList();
    boolean drops = lines.contains(DROPS);
    List<String> entries = lines.stream().filter(line -> line.startsWith("-A FORWARD")).toList();
    boolean running = entries.stream().anyMatch(NetworkChecks::isOurs);
    String policy = "FORWARD policy is " + (drops ? "DROP" : "ACCEPT");
    if (!drops) {
      return Finding.ok("firewall", policy);
    }
    if (!running) {
      return Finding.ok(
          "firewall", policy + ", as Docker sets it; an instance puts its own rules first");
    }
    Optional<String> before =
        entries.stream()
            .takeWhile(entry -> !isOurs(entry))
            .filter(entry -> !isDockers(entry, lines))
            .findFirst();
    return before
        .map(entry ->
            Finding.warning(
                "firewall",
                policy + ", and \"" + entry + "\" comes before Slipway's rules",
                "if containers reach nothing, restart Slipway: it puts its rules first again"))
        .orElseGet(() ->
            Finding.ok(
                "firewall",
                policy
                    + (isOurs(entries.getFirst())
                        ? "; Slipway's rules come first"
                        : "; only Docker's own rules come before Slipway's")));
  }

  /** Whether an entry leaves other containers than Docker's alone; users may fill one chain. */
  private static boolean isDockers(String entry, List<String> rules) {
    boolean untouched =
        rules.stream()
            .filter(rule -> rule.startsWith("-A DOCKER-USER "))
            .allMatch("-A DOCKER-USER -j RETURN"::equals);
    return entry.matches("-A FORWARD -j DOCKER(-[A-Z0-9-]+)?")
        ? untouched || !entry.endsWith("DOCKER-USER")
        : entry.matches("-A FORWARD( ! -i \\S+)? -[io] docker0 .*");
  }

  private static boolean isOurs(String rule) {
    return rule.toUpperCase(java.util.Locale.ROOT).contains("-J SLIP");
  }

  static Finding forwarding(String value) {
    return value.equals("1")
        ? Finding.ok("forwarding", "net.ipv4.ip_forward is on")
        : Finding.ok("forwarding", "net.ipv4.ip_forward is off; an instance turns it on");
  }

  /** From the lines of {@code resolv.conf}. */
  static Finding nameServers(List<String> lines) {
    List<String> servers =
        lines.stream()
            .map(String::strip)
            .filter(line -> line.startsWith("nameserver "))
            .map(line -> line.substring("nameserver ".length()).strip())
            .toList();
    if (servers.isEmpty()) {
      return Finding.warning(
          "name servers",
          "none configured",
          "containers cannot resolve outside names; add a nameserver to /etc/resolv.conf");
    }
    boolean local = servers.stream().allMatch(s -> s.startsWith("127.") || s.equals("::1"));
    String found = String.join(", ", servers);
    return Finding.ok(
        "name servers", local ? found + "; containers ask them through Slipway" : found);
  }

  /** A name server on every address keeps cluster DNS from its own; from {@code /proc/net/udp}. */
  static Finding namePort(List<String> sockets) {
    boolean taken = sockets.stream().anyMatch(line -> line.contains(" 00000000:0035 "));
    return taken
        ? Finding.warning(
            "cluster DNS",
            "a name server of this machine listens on every address",
            "pods cannot resolve Services by name; bind that server to its own addresses, such as"
                + " dnsmasq's bind-interfaces")
        : Finding.ok("cluster DNS", "port 53 is free on its address");
  }
}
