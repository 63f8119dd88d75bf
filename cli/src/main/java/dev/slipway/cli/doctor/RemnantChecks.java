package dev.slipway.cli.doctor;

import dev.slipway.base.Command;
import dev.slipway.base.InstanceToken;
import dev.slipway.base.SlipwayException;
import dev.slipway.client.InstanceDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What instances left on the machine whose directory is gone, or is not known here: only the name
 * tells whose it was, and no {@code slipway down} of a directory finds it any more.
 *
 * <p>Mounts need no look: the process mounts in a namespace of its own, which goes with it.
 */
public final class RemnantChecks {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final String TOKEN = "([0-9a-f]{8})";
  private static final Pattern DEVICE =
      Pattern.compile("slip" + TOKEN + "|v" + TOKEN + "[0-9a-f]{4}");
  private static final Pattern GROUP = Pattern.compile("slipway-" + TOKEN);
  private static final Pattern CHAIN = Pattern.compile(":SLIPWAY-" + TOKEN + "-[A-Z]+ .*");
  private static final Pattern HOLDER = Pattern.compile("SLIPWAY_NETWORK_OF=" + TOKEN);

  /** What was found, by the token of the instance: kinds and how many of each. */
  private final Map<String, Map<String, Integer>> found = new TreeMap<>();

  private RemnantChecks() {}

  static List<Finding> all(InstanceDirectory instance) throws IOException {
    var checks = new RemnantChecks();
    checks.look();
    return findings(checks.found, known(instance));
  }

  /**
   * Whether an instance has this token that is here: the given one, or one that a process runs for.
   */
  public static boolean isHere(String token, InstanceDirectory instance) {
    try {
      return known(instance).contains(token);
    } catch (IOException e) {
      throw new SlipwayException("could not look at this machine: " + e.getMessage(), e);
    }
  }

  private void look() throws IOException {
    for (Path device : entries(Path.of("/sys/class/net"))) {
      note("network devices", DEVICE.matcher(name(device)));
    }
    for (Path memory : entries(Path.of("/dev/shm"))) {
      note("memory volumes", GROUP.matcher(name(memory)));
    }
    for (Path hierarchy : entries(CGROUPS)) {
      note("cgroups", GROUP.matcher(name(hierarchy)));
      if (Files.isDirectory(hierarchy) && !GROUP.matcher(name(hierarchy)).matches()) {
        for (Path group : entries(hierarchy)) {
          note("cgroups", GROUP.matcher(name(group)));
        }
      }
    }
    for (String program : List.of("iptables-save", "iptables-legacy-save")) {
      if (Command.exists(program)) {
        Command.of(program)
            .withLimit(PATIENCE)
            .run()
            .stdout()
            .lines()
            .forEach(line -> note("firewall chains", CHAIN.matcher(line)));
      }
    }
    for (Path process : processes()) {
      for (String variable : words(process.resolve("environ"))) {
        note("network namespaces", HOLDER.matcher(variable));
      }
    }
  }

  private void note(String kind, Matcher name) {
    if (name.matches()) {
      String token = name.group(1) == null ? name.group(2) : name.group(1);
      found.computeIfAbsent(token, t -> new TreeMap<>()).merge(kind, 1, Integer::sum);
    }
  }

  /**
   * Tells what belongs to nobody.
   *
   * @param found kinds and numbers of things by token
   * @param known the tokens of instances that are here
   */
  static List<Finding> findings(Map<String, Map<String, Integer>> found, Set<String> known) {
    var findings = new ArrayList<Finding>();
    found.forEach((token, things) -> {
      if (!known.contains(token)) {
        String list =
            things.entrySet().stream()
                .map(thing -> thing.getValue() + " " + thing.getKey())
                .collect(Collectors.joining(", "));
        findings.add(
            Finding.warning(
                "remnants",
                list + " of instance " + token + ", which does not run and is not this one",
                "slipway down --data DIR when its directory is still there; when it is gone:"
                    + " slipway down --remnants "
                    + token));
      }
    });
    return findings.isEmpty()
        ? List.of(Finding.ok("remnants", "none of instances that are gone"))
        : findings;
  }

  /** The tokens of this instance, and of every directory that a process names or has files in. */
  private static Set<String> known(InstanceDirectory instance) throws IOException {
    var directories = new TreeSet<Path>();
    add(directories, instance.path().toAbsolutePath());
    for (Path process : processes()) {
      for (String word : words(process.resolve("cmdline"))) {
        if (word.startsWith("/") && word.indexOf(':') < 0) {
          add(directories, Path.of(word));
        }
      }
      openFiles(process).forEach(file -> add(directories, file));
    }
    var tokens = new TreeSet<String>();
    for (Path directory : directories) {
      try {
        tokens.add(InstanceToken.of(directory));
      } catch (SlipwayException e) {
        // It went in this moment, and so it is no instance's.
      }
    }
    return tokens;
  }

  /** The files that a process has open; none of one that has ended meanwhile. */
  private static List<Path> openFiles(Path process) {
    var files = new ArrayList<Path>();
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path one : open) {
        Path file = Files.readSymbolicLink(one);
        if (file.isAbsolute()) {
          files.add(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return files;
    }
    return files;
  }

  /** The directory and those it is in: supervisors of containers name what is deep inside. */
  private static void add(Set<Path> directories, Path path) {
    for (Path at = path.normalize(); at != null; at = at.getParent()) {
      if (directories.contains(at)) {
        return;
      }
      if (Files.isDirectory(at)) {
        directories.add(at);
      }
    }
  }

  private static List<Path> processes() throws IOException {
    return entries(Path.of("/proc")).stream().filter(p -> name(p).matches("[0-9]+")).toList();
  }

  /** What a process was started with; nothing of one that has ended meanwhile. */
  private static List<String> words(Path file) {
    try {
      return List.of(Files.readString(file, StandardCharsets.ISO_8859_1).split("\0"));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static List<Path> entries(Path directory) throws IOException {
    var all = new ArrayList<Path>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        entries.forEach(all::add);
      }
    }
    return all;
  }
}
