package dev.slipway.container.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.base.Command;
import dev.slipway.container.InstanceNames;
import dev.slipway.container.Privileged;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both kinds of tables of iptables at once, in a network namespace where nobody else has rules. */
class FirewallVariantsIT {
  private static final List<String> BOTH = List.of("iptables-nft", "iptables-legacy");
  @TempDir Path directory;

  @BeforeAll
  static void needsBothVariants() {
    Privileged.assume();
    for (String program : BOTH) {
      assumeTrue(
          Command.exists(program) && Command.of(program, "-S").run().succeeded(),
          program + " does not work here");
    }
  }

  @Test
  void rulesMoveToTheTablesThatDecideAndLeaveNoneBehind() {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String printed =
        Command.of(
                "unshare",
                "--net",
                java.toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FirewallVariantsIT.class.getName(),
                directory.toString())
            .run()
            .orThrow("try it in a namespace")
            .stdout();

    assertThat(printed.lines())
        .containsExactly(
            "opened: iptables-nft",
            "others drop: iptables-legacy",
            "left in both: iptables-nft iptables-legacy",
            "removed:");
  }

  /** Runs in the namespace: prints in which tables the rules are after each step. */
  public static void main(String[] args) {
    var names = InstanceNames.of(Path.of(args[0]));
    Command.of("ip", "link", "set", "lo", "up").run().orThrow("have an interface");
    Command.of("iptables-nft", "-P", "FORWARD", "DROP").run().orThrow("let nft decide");
    Networks networks = Networks.open(names, Path.of(args[0]).resolve("network"));
    print("opened:", names);
    Command.of("iptables-nft", "-P", "FORWARD", "ACCEPT").run().orThrow("let nft pass");
    Command.of("iptables-legacy", "-P", "FORWARD", "DROP").run().orThrow("let legacy decide");
    networks.mend();
    networks.mend();
    print("others drop:", names);
    new Firewall(new Iptables("iptables-nft"), names).apply(networks.plan(), List.of());
    print("left in both:", names);
    networks.removeAll();
    print("removed:", names);
  }

  private static void print(String when, InstanceNames names) {
    var line = new StringBuilder(when);
    for (String program : BOTH) {
      if (new Iptables(program).rules().hasChain("filter", names.chain("FORWARD"))) {
        line.append(' ').append(program);
      }
    }
    System.out.println(line);
  }
}
