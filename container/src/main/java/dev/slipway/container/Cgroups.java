package dev.slipway.container;

import dev.slipway.base.SlipwayException;
import dev.slipway.posix.PosixException;
import dev.slipway.posix.ProcessIdentity;
import dev.slipway.posix.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The control groups of one instance: where they are in either version of the kernel's interface,
 * whether a container was killed for its memory, and their removal.
 */
public final class Cgroups {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");
  private static final int WHOLE = 1024;

  private static final int TRIES = 100;
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Path mount;
  private final Version version;
  private final String parent;

  /** The kernel's interface as this machine has it. */
  public enum Version {
    /** One directory tree per controller; also hybrid machines, whose unified tree has none. */
    V1,
    /** One tree. */
    V2
  }

  private Cgroups(Path mount, Version version, String parent) {
    this.mount = mount;
    this.version = version;
    this.parent = parent;
  }

  public static Cgroups probe(InstanceNames names) {
    return probe(MOUNT, names);
  }

  static Cgroups probe(Path mount, InstanceNames names) {
    if (!Files.isDirectory(mount)) {
      throw new SlipwayException(
          "containers need control groups, but " + mount + " is not there: mount cgroup2 on it");
    }
    boolean unified = Files.exists(mount.resolve("cgroup.controllers"));
    return new Cgroups(mount, unified ? Version.V2 : Version.V1, names.cgroup());
  }

  public Version version() {
    return version;
  }

  /**
   * Shares the processors between the instance's groups while they are short: containers that serve
   * users come before builds and jobs, which take what is left (product, F12). The instance as a
   * whole weighs as much as its machine has processors, as it would on a cluster's node.
   *
   * @param weights of the groups directly below the instance's, relative to each other
   */
  public void share(Map<String, Integer> weights) {
    long processors = Runtime.getRuntime().availableProcessors();
    try {
      weigh("", processors * WHOLE);
      for (Map.Entry<String, Integer> weight : weights.entrySet()) {
        weigh(weight.getKey(), processors * weight.getValue());
      }
    } catch (IOException e) {
      throw new SlipwayException(
          "could not share the processors between control groups: " + e.getMessage(), e);
    }
  }

  private void weigh(String group, long shares) throws IOException {
    switch (version) {
      case V1 -> {
        Path directory = mount.resolve("cpu").resolve(parent).resolve(group);
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("cpu.shares"), Long.toString(shares));
      }
      case V2 -> {
        Path directory = mount.resolve(parent).resolve(group);
        Files.createDirectories(directory);
        HandedDown.enable(Objects.requireNonNull(directory.getParent()), "cpu");
        // The newer interface counts from 1 to 10000 and has 100 where the older one has 1024.
        long weight = Math.clamp(shares * 100 / WHOLE, 1, 10_000);
        Files.writeString(directory.resolve("cpu.weight"), Long.toString(weight));
      }
    }
  }

  /** The path of a container's cgroup as runtimes want it, below every hierarchy's root. */
  String path(String cgroup) {
    return "/" + parent + "/" + cgroup;
  }

  /** Whether memory and swap can be limited together. */
  boolean countsSwap() {
    return switch (version) {
      case V1 -> Files.exists(mount.resolve("memory/memory.memsw.limit_in_bytes"));
      // Kernels that were started without counting swap have no file for it.
      case V2 -> hasSwap() && swapIsCounted();
    };
  }

  /** How many processes of the cgroup the kernel has killed because memory ran out. */
  public long outOfMemoryKills(String cgroup) {
    Path file =
        switch (version) {
          case V1 ->
              mount.resolve("memory").resolve(parent).resolve(cgroup + "/memory.oom_control");
          case V2 -> mount.resolve(parent).resolve(cgroup + "/memory.events");
        };
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith("oom_kill "))
          .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length()).strip()))
          .sum();
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new SlipwayException("could not read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Memory in use by the cgroup, in bytes, without what the kernel can drop at once. */
  public long memoryBytes(String cgroup) {
    Path directory =
        version == Version.V1
            ? mount.resolve("memory").resolve(parent).resolve(cgroup)
            : mount.resolve(parent).resolve(cgroup);
    boolean v1 = version == Version.V1;
    long used = number(directory.resolve(v1 ? "memory.usage_in_bytes" : "memory.current"));
    long inactive =
        field(directory.resolve("memory.stat"), v1 ? "total_inactive_file" : "inactive_file");
    return Math.max(0, used - inactive);
  }

  /** Processor time the cgroup has used. */
  public Duration cpuTime(String cgroup) {
    return switch (version) {
      case V1 ->
          Duration.ofNanos(
              number(mount.resolve("cpuacct").resolve(parent).resolve(cgroup + "/cpuacct.usage")));
      case V2 -> {
        Path stat = mount.resolve(parent).resolve(cgroup + "/cpu.stat");
        yield Duration.ofNanos(1000 * field(stat, "usage_usec"));
      }
    };
  }

  /**
   * Makes a cgroup for processes that no container runtime starts, with what they may use of memory
   * and how many there may be.
   */
  public void make(String cgroup, ResourceLimits limits) {
    made(cgroup).make(limits);
  }

  /** Puts a process into a cgroup that was made; what it starts from then on is there too. */
  public void join(String cgroup, long pid) {
    made(cgroup).join(pid);
  }

  private MadeCgroup made(String cgroup) {
    return new MadeCgroup(version, mount, Path.of(parent, cgroup), countsSwap());
  }

  /** The names of the cgroups directly below one; none when it is not there. */
  public List<String> names(String cgroup) {
    Path top = version == Version.V1 ? mount.resolve("memory") : mount;
    Path directory = top.resolve(parent).resolve(cgroup);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> below = Files.list(directory)) {
      return below.filter(Files::isDirectory).map(p -> String.valueOf(p.getFileName())).toList();
    } catch (IOException | UncheckedIOException e) {
      throw new SlipwayException("could not list " + directory + ": " + e.getMessage(), e);
    }
  }

  /** The processes in a cgroup; none when it is not there. */
  public List<Long> processes(String cgroup) {
    Path top = version == Version.V1 ? mount.resolve("memory") : mount;
    return processesOf(top.resolve(parent).resolve(cgroup));
  }

  private static List<Long> processesOf(Path group) {
    Path file = group.resolve("cgroup.procs");
    try (Stream<String> lines = Files.lines(file)) {
      return lines.map(Long::parseLong).toList();
    } catch (IOException | UncheckedIOException e) {
      if (!Files.exists(group)) {
        return List.of();
      }
      throw new SlipwayException("could not read " + file + ": " + e.getMessage(), e);
    }
  }

  /** A group and those below it, the lowest first; runtimes may remove some meanwhile. */
  private static List<Path> tree(Path top) throws IOException {
    var all = new ArrayList<Path>();
    try (DirectoryStream<Path> below = Files.newDirectoryStream(top, Files::isDirectory)) {
      for (Path group : below) {
        all.addAll(tree(group));
      }
      all.add(top);
    } catch (IOException | DirectoryIteratorException e) {
      if (Files.exists(top)) {
        throw e;
      }
    }
    return all;
  }

  /** Ends every process of the instance's groups by force; {@link #removeAll} waits for them. */
  public void endProcesses() throws IOException {
    for (Path hierarchy : hierarchies()) {
      Path own = hierarchy.resolve(parent);
      for (Path group : tree(own)) {
        for (long pid : processesOf(group)) {
          ProcessIdentity.of(pid).ifPresent(Cgroups::end);
        }
      }
    }
  }

  private static void end(ProcessIdentity process) {
    try {
      process.signal(Signals.KILL);
    } catch (PosixException e) {
      throw new SlipwayException("could not end process " + process + ": " + e.getMessage(), e);
    }
  }

  /** Removes everything of the instance; all its processes must have ended. */
  public void removeAll() {
    for (Path hierarchy : hierarchies()) {
      removeTree(hierarchy.resolve(parent));
    }
  }

  /** Removes a cgroup and those below it, when they are there and no process is in them. */
  public void remove(String cgroup) {
    for (Path hierarchy : hierarchies()) {
      removeTree(hierarchy.resolve(parent).resolve(cgroup));
    }
  }

  private static void removeTree(Path top) {
    try {
      for (Path directory : tree(top)) {
        removeEmpty(directory);
      }
    } catch (IOException e) {
      throw new SlipwayException("could not remove cgroup " + top + ": " + e.getMessage(), e);
    }
  }

  /** A cgroup stays busy for a moment after its last process: the kernel then says EBUSY. */
  private static void removeEmpty(Path directory) throws IOException {
    for (int i = 1; ; i++) {
      try {
        Files.deleteIfExists(directory);
        return;
      } catch (IOException e) {
        if (i == TRIES) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SlipwayException("interrupted while removing control groups", e);
    }
  }

  private List<Path> hierarchies() {
    if (version == Version.V2) {
      return List.of(mount);
    }
    var found = new ArrayList<Path>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(mount, Files::isDirectory)) {
      // "cpu" may be a link to "cpu,cpuacct": the directory is then met under its own name.
      all.forEach(found::add);
    } catch (IOException e) {
      throw new SlipwayException("could not list " + mount + ": " + e.getMessage(), e);
    }
    return found;
  }

  /** The top group of the machine has none of these files; those below it have all. */
  private boolean swapIsCounted() {
    Path own = mount.resolve(parent);
    return !Files.exists(own.resolve("memory.max")) || Files.exists(own.resolve("memory.swap.max"));
  }

  private static boolean hasSwap() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/swaps"))) {
      return lines.count() > 1;
    } catch (IOException e) {
      return false;
    }
  }

  private static long number(Path file) {
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new SlipwayException("could not read " + file + ": " + e.getMessage(), e);
    }
  }

  private static long field(Path file, String name) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name + " "))
          .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
          .sum();
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new SlipwayException("could not read " + file + ": " + e.getMessage(), e);
    }
  }
}
