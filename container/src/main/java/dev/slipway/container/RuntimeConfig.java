package dev.slipway.container;

import dev.slipway.base.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Translates a {@link ContainerSpec} into the runtime specification's {@code config.json}
 * (opencontainers/runtime-spec 1.0.2, config.md and config-linux.md).
 */
final class RuntimeConfig {
  private static final long CPU_PERIOD_MICROS = 100_000;
  private static final String SHM_SIZE = "size=65536k";

  private static final List<String> MASKED =
      List.of(
          "/proc/acpi",
          "/proc/asound",
          "/proc/interrupts",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/sys/devices/virtual/powercap",
          "/sys/firmware");
  private static final List<String> READ_ONLY =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  private final Cgroups cgroups;

  RuntimeConfig(Cgroups cgroups) {
    this.cgroups = cgroups;
  }

  byte[] of(ContainerSpec spec, TerminalMode terminal) {
    ObjectNode config = Json.MAPPER.createObjectNode();
    config.put("ociVersion", "1.0.2");
    process(config.putObject("process"), spec, terminal);
    config
        .putObject("root")
        .put("path", spec.root().toString())
        .put("readonly", spec.rootMode() == ContainerSpec.RootMode.READ_ONLY);
    config.put("hostname", spec.hostname());
    ArrayNode mounts = config.putArray("mounts");
    mounts(spec).forEach(mount -> mount(mounts.addObject(), mount));
    linux(config.putObject("linux"), spec);
    return Json.bytes(config);
  }

  /** The process of {@code spec}, as {@code exec} wants it, too. */
  static void process(ObjectNode process, ContainerSpec spec, TerminalMode terminal) {
    process.put("terminal", terminal == TerminalMode.TERMINAL);
    ObjectNode user = process.putObject("user");
    user.put("uid", spec.user().uid()).put("gid", spec.user().gid());
    ArrayNode groups = user.putArray("additionalGids");
    spec.user().groups().forEach(groups::add);
    strings(process.putArray("args"), spec.arguments());
    ArrayNode environment = process.putArray("env");
    spec.environment().forEach((name, value) -> environment.add(name + "=" + value));
    process.put("cwd", spec.directory().toString());
    capabilities(process.putObject("capabilities"), spec);
    process.put(
        "noNewPrivileges", spec.privileges().escalation() == Privileges.Escalation.FORBIDDEN);
    ArrayNode limits = process.putArray("rlimits");
    for (ProcessLimit wanted : spec.processLimits()) {
      ProcessLimit limit = HostRights.attainable(wanted);
      limits
          .addObject()
          .put("type", limit.name())
          .put("soft", limit.soft())
          .put("hard", limit.hard());
    }
  }

  /** Everything that is mounted, in order. */
  List<ContainerMount> mounts(ContainerSpec spec) {
    Set<Path> own = Set.copyOf(spec.mounts().stream().map(ContainerMount::target).toList());
    var all = new ArrayList<ContainerMount>();
    for (ContainerMount mount : standardMounts(spec.privileges())) {
      if (!own.contains(mount.target())) {
        all.add(mount);
      }
    }
    all.addAll(spec.mounts());
    return all;
  }

  private static List<ContainerMount> standardMounts(Privileges privileges) {
    String access = privileges.kernelFiles() == Privileges.KernelFiles.EXPOSED ? "rw" : "ro";
    return List.of(
        standard("/proc", "proc", "proc", "nosuid", "noexec", "nodev"),
        standard("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
        standard(
            "/dev/pts",
            "devpts",
            "devpts",
            "nosuid",
            "noexec",
            "newinstance",
            "ptmxmode=0666",
            "mode=0620",
            "gid=5"),
        standard("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", SHM_SIZE),
        standard("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
        standard("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", access),
        standard(
            "/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", access));
  }

  private static ContainerMount standard(
      String target, String type, String source, String... options) {
    return new ContainerMount(Path.of(target), type, source, List.of(options));
  }

  private static void mount(ObjectNode node, ContainerMount mount) {
    node.put("destination", mount.target().toString());
    node.put("type", mount.type());
    node.put("source", mount.source());
    strings(node.putArray("options"), mount.options());
  }

  /** Only root has powers at once; others get theirs through set-id programs, as execve does it. */
  private static void capabilities(ObjectNode node, ContainerSpec spec) {
    List<String> names =
        spec.privileges().capabilities().stream()
            .filter(HostRights::hasCapability)
            .map(Capability::toString)
            .sorted()
            .toList();
    List<String> immediate = spec.user().uid() == 0 ? names : List.of();
    strings(node.putArray("bounding"), names);
    strings(node.putArray("effective"), immediate);
    strings(node.putArray("permitted"), immediate);
  }

  private void linux(ObjectNode linux, ContainerSpec spec) {
    namespaces(linux.putArray("namespaces"), spec.network(), spec.processes());
    linux.put("cgroupsPath", cgroups.path(spec.cgroup()));
    resources(linux.putObject("resources"), spec);
    devices(linux.putArray("devices"), spec.devices());
    ObjectNode sysctls = linux.putObject("sysctl");
    spec.sysctls().forEach(sysctls::put);
    if (spec.privileges().kernelFiles() == Privileges.KernelFiles.PROTECTED) {
      strings(linux.putArray("maskedPaths"), MASKED);
      strings(linux.putArray("readonlyPaths"), READ_ONLY);
    }
    if (spec.privileges().filter() == Privileges.CallFilter.DEFAULT) {
      linux.set("seccomp", SystemCallFilter.forCapabilities(spec.privileges().capabilities()));
    }
  }

  private static void namespaces(ArrayNode namespaces, NetworkMode network, ProcessView processes) {
    for (String type : List.of("ipc", "uts", "mount")) {
      namespaces.addObject().put("type", type);
    }
    switch (processes) {
      case ProcessView.Own() -> namespaces.addObject().put("type", "pid");
      case ProcessView.Joined(Path path) ->
          namespaces.addObject().put("type", "pid").put("path", path.toString());
    }
    if (Files.exists(Path.of("/proc/self/ns/cgroup"))) {
      namespaces.addObject().put("type", "cgroup");
    }
    switch (network) {
      case NetworkMode.None() -> namespaces.addObject().put("type", "network");
      case NetworkMode.Host() -> {}
      case NetworkMode.Joined(Path path) ->
          namespaces.addObject().put("type", "network").put("path", path.toString());
    }
  }

  private void resources(ObjectNode resources, ContainerSpec spec) {
    devicesAllowed(resources.putArray("devices"), spec);
    ResourceLimits limits = spec.limits();
    limits
        .memoryBytes()
        .ifPresent(bytes -> {
          ObjectNode memory = resources.putObject("memory").put("limit", bytes);
          if (cgroups.countsSwap()) {
            memory.put("swap", bytes);
          }
        });
    if (limits.cpuMillis().isPresent() || limits.cpuShares().isPresent()) {
      ObjectNode cpu = resources.putObject("cpu");
      limits.cpuShares().ifPresent(shares -> cpu.put("shares", Math.max(2, shares)));
      limits
          .cpuMillis()
          .ifPresent(millis ->
              cpu.put("quota", Math.max(1000, millis * CPU_PERIOD_MICROS / 1000))
                  .put("period", CPU_PERIOD_MICROS));
    }
    limits.processes().ifPresent(count -> resources.putObject("pids").put("limit", count));
  }

  private static void devicesAllowed(ArrayNode rules, ContainerSpec spec) {
    if (spec.privileges().isUnlimited()) {
      rules.addObject().put("allow", true).put("access", "rwm");
      return;
    }
    // The runtime adds the harmless ones (null, zero, random, tty...) on its own.
    rules.addObject().put("allow", false).put("access", "rwm");
    for (ContainerDevice device : spec.devices()) {
      rules
          .addObject()
          .put("allow", true)
          .put("type", type(device))
          .put("major", device.major())
          .put("minor", device.minor())
          .put("access", device.access());
    }
  }

  private static void devices(ArrayNode nodes, List<ContainerDevice> devices) {
    for (ContainerDevice device : devices) {
      nodes
          .addObject()
          .put("path", device.path().toString())
          .put("type", type(device))
          .put("major", device.major())
          .put("minor", device.minor())
          .put("fileMode", device.permissions());
    }
  }

  private static String type(ContainerDevice device) {
    return device.kind() == ContainerDevice.Kind.CHARACTER ? "c" : "b";
  }

  private static void strings(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }
}
