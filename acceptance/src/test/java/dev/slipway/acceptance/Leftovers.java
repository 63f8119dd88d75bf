package dev.slipway.acceptance;

import dev.slipway.base.Command;
import dev.slipway.base.InstanceToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an instance may leave on a machine: devices, namespaces, firewall rules, cgroups, mounts and
 * processes, as one comparable set of lines.
 */
final class Leftovers {
  /** Tests of other modules run at the same time, with instances and peers of their own. */
  private static final Pattern NAMED =
      Pattern.compile("(?:\\bslip|\\bSLIPWAY-|\\bslipway-|\\bv)([0-9a-f]{8})|docker|buildah");

  private Leftovers() {}

  /** All there is now that could be this instance's. */
  static Set<String> now(Path data) throws IOException {
    String token = InstanceToken.of(data);
    Set<String> lines = all(data);
    lines.removeIf(line -> isOfOthers(line, token));
    return lines;
  }

  private static boolean isOfOthers(String line, String token) {
    Matcher named = NAMED.matcher(line);
    return named.find() && !token.equals(named.group(1)) && !line.contains(token);
  }

  private static Set<String> all(Path data) throws IOException {
    var lines = new TreeSet<String>();
    Command.of("ip", "-o", "link")
        .run()
        .orThrow("list devices")
        .stdout()
        .lines()
        .map(l -> "device " + l.split(": ", -1)[1].replaceFirst("@.*", ""))
        .forEach(lines::add);
    for (String tables : new String[] {"iptables-save", "iptables-legacy-save"}) {
      if (Command.exists(tables)) {
        Command.of(tables)
            .run()
            .stdout()
            .lines()
            .filter(l -> l.startsWith("-A") || l.startsWith(":"))
            .map(l -> tables + " " + l.replaceFirst(" \\[.*", ""))
            .forEach(lines::add);
      }
    }
    Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .filter(l -> l.contains(data.toString()))
        .map(l -> "mount " + l.split(" ", -1)[4])
        .forEach(lines::add);
    try (Stream<Path> groups =
        Files.find(Path.of("/sys/fs/cgroup"), 3, (p, a) -> a.isDirectory())) {
      groups.map(p -> "cgroup " + p).forEach(lines::add);
    }
    ProcessHandle.allProcesses()
        .filter(p -> p.info().commandLine().orElse("").contains(data.toString()))
        .forEach(p -> lines.add("process " + p.info().commandLine().orElse("")));
    return lines;
  }
}
