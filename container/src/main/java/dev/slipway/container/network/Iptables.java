package dev.slipway.container.network;

import dev.slipway.base.Command;
import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The machine's firewall as iptables keeps it: read as a whole, changed as a whole.
 *
 * @param program the variant whose tables count here
 */
record Iptables(String program) {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String WAIT = "--wait=20";

  /** A variant of iptables that works here, with the rules for what is forwarded. */
  private record Variant(String program, String forwarding) {
    static Optional<Variant> probe(Path file) {
      String program = String.valueOf(file.getFileName());
      var forwarding = Command.of(program, WAIT, "-S", "FORWARD").run();
      boolean works =
          forwarding.succeeded() && Command.of(program, WAIT, "-t", "nat", "-S").run().succeeded();
      return works ? Optional.of(new Variant(program, forwarding.stdout())) : Optional.empty();
    }

    boolean dropsForwarded() {
      return forwarding.contains("-P FORWARD DROP");
    }
  }

  /** Finds a variant of iptables that works here. */
  static Iptables find() {
    List<Variant> working = working();
    if (working.isEmpty()) {
      throw new SlipwayException(
          "containers need iptables for their network, and no variant of it works here: install it"
              + " (on Debian and Ubuntu: apt-get install iptables) and run as root");
    }
    // A drop in one variant's tables is final: an accept must stand in the same ones.
    Variant chosen =
        working.stream().filter(Variant::dropsForwarded).findFirst().orElse(working.getFirst());
    return new Iptables(chosen.program());
  }

  /** All variants that work here: rules may have been left in the tables of any. */
  static List<Iptables> all() {
    return working().stream().map(variant -> new Iptables(variant.program())).toList();
  }

  private static List<Variant> working() {
    return programs().stream().map(Variant::probe).flatMap(Optional::stream).toList();
  }

  /** The variants that are installed; the plain name is a link to one of the others. */
  private static Collection<Path> programs() {
    var programs = new LinkedHashMap<Path, Path>();
    for (String name : List.of("iptables", "iptables-nft", "iptables-legacy")) {
      Command.find(name).ifPresent(file -> programs.putIfAbsent(real(file), file));
    }
    return programs.values();
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      throw new SlipwayException("could not look at " + file + ": " + e.getMessage(), e);
    }
  }

  /** All rules of the machine, as the variant's own program writes them down. */
  record Rules(Map<String, List<String>> tables) {
    static Rules parse(String saved) {
      var tables = new HashMap<String, List<String>>();
      List<String> lines = List.of();
      for (String line : saved.lines().toList()) {
        if (line.startsWith("*")) {
          lines = tables.computeIfAbsent(line.substring(1), _ -> new ArrayList<>());
        } else if (line.startsWith(":") || line.startsWith("-A ")) {
          lines.add(line);
        }
      }
      return new Rules(tables);
    }

    /**
     * @param rule a chain and what is done there: {@code FORWARD -j DROP}
     */
    boolean contains(String table, String rule) {
      return count(table, rule) > 0;
    }

    int count(String table, String rule) {
      return Collections.frequency(lines(table), "-A " + rule);
    }

    boolean hasChain(String table, String chain) {
      return lines(table).stream().anyMatch(line -> line.startsWith(":" + chain + " "));
    }

    private List<String> lines(String table) {
      return tables.getOrDefault(table, List.of());
    }
  }

  Rules rules() {
    return Rules.parse(
        Command.of(program + "-save")
            .withLimit(LIMIT)
            .run()
            .orThrow("read the firewall's rules")
            .stdout());
  }

  /**
   * Changes what the lines say and nothing else, all at once.
   *
   * @param rules in the notation of {@code iptables-restore}
   */
  void restore(List<String> rules, String purpose) {
    byte[] text = (String.join("\n", rules) + "\n").getBytes(StandardCharsets.UTF_8);
    Command.of(program + "-restore", "--noflush", WAIT)
        .withInput(text)
        .withLimit(LIMIT)
        .run()
        .orThrow(purpose);
  }
}
