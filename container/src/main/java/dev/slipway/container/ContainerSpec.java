package dev.slipway.container;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What to run in which root filesystem, under which limits. Immutable; {@link #of} and the {@code
 * with} methods build one.
 *
 * @param root the mounted root filesystem; may be closed by its owner once the container runs
 * @param rootMode whether processes may change it
 * @param arguments the program, looked up in the container's PATH, and its arguments
 * @param environment exactly what the process gets, in order
 * @param directory where it starts; made when it is not there
 * @param mounts in order, besides /proc, /sys, /dev and what belongs to them
 * @param hostname what the container calls itself
 * @param cgroup below the instance's cgroup, as in {@code pods/4711/app}; see {@link Cgroups}
 * @param sysctls of its own namespaces, as in {@code net.ipv4.ip_unprivileged_port_start}
 * @param processes whose processes it sees
 */
public record ContainerSpec(
    Path root,
    RootMode rootMode,
    List<String> arguments,
    Map<String, String> environment,
    Path directory,
    ProcessUser user,
    List<ContainerMount> mounts,
    Privileges privileges,
    String hostname,
    NetworkMode network,
    String cgroup,
    ResourceLimits limits,
    List<ProcessLimit> processLimits,
    List<ContainerDevice> devices,
    Map<String, String> sysctls,
    ProcessView processes) {
  /** Whether a root filesystem may be written to. */
  public enum RootMode {
    WRITABLE,
    READ_ONLY
  }

  public ContainerSpec {
    if (!root.isAbsolute()) {
      throw new IllegalArgumentException("the root of a container must be absolute: " + root);
    }
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("a container needs a program to run");
    }
    arguments = List.copyOf(arguments);
    environment = ordered(environment);
    mounts = List.copyOf(mounts);
    processLimits = List.copyOf(processLimits);
    devices = List.copyOf(devices);
    sysctls = ordered(sysctls);
  }

  /**
   * A process of root's with the customary privileges, no network, no limits.
   *
   * @param cgroup a name unique within the instance
   */
  public static ContainerSpec of(Path root, String cgroup, List<String> arguments) {
    return new ContainerSpec(
        root,
        RootMode.WRITABLE,
        arguments,
        Map.of(),
        Path.of("/"),
        ProcessUser.ROOT,
        List.of(),
        Privileges.standard(),
        "localhost",
        NetworkMode.none(),
        cgroup,
        ResourceLimits.none(),
        List.of(),
        List.of(),
        Map.of(),
        ProcessView.own());
  }

  public ContainerSpec withRootMode(RootMode changed) {
    return with(c -> c.rootMode = changed);
  }

  public ContainerSpec withEnvironment(Map<String, String> changed) {
    return with(c -> c.environment = changed);
  }

  public ContainerSpec withDirectory(Path changed) {
    return with(c -> c.directory = changed);
  }

  public ContainerSpec withUser(ProcessUser changed) {
    return with(c -> c.user = changed);
  }

  public ContainerSpec withMounts(List<ContainerMount> changed) {
    return with(c -> c.mounts = changed);
  }

  public ContainerSpec withPrivileges(Privileges changed) {
    return with(c -> c.privileges = changed);
  }

  public ContainerSpec withHostname(String changed) {
    return with(c -> c.hostname = changed);
  }

  public ContainerSpec withNetwork(NetworkMode changed) {
    return with(c -> c.network = changed);
  }

  public ContainerSpec withLimits(ResourceLimits changed) {
    return with(c -> c.limits = changed);
  }

  public ContainerSpec withProcessLimits(List<ProcessLimit> changed) {
    return with(c -> c.processLimits = changed);
  }

  public ContainerSpec withSysctls(Map<String, String> changed) {
    return with(c -> c.sysctls = changed);
  }

  public ContainerSpec withProcesses(ProcessView changed) {
    return with(c -> c.processes = changed);
  }

  /** Adds mounts after those there are. */
  public ContainerSpec mounting(List<ContainerMount> added) {
    var all = new ArrayList<>(mounts);
    all.addAll(added);
    return withMounts(all);
  }

  private ContainerSpec with(Consumer<Changes> change) {
    var changes = new Changes(this);
    change.accept(changes);
    return changes.spec();
  }

  /** The parts that can be changed, while one of them is. */
  private static final class Changes {
    private final ContainerSpec before;
    private RootMode rootMode;
    private Map<String, String> environment;
    private Path directory;
    private ProcessUser user;
    private List<ContainerMount> mounts;
    private Privileges privileges;
    private String hostname;
    private NetworkMode network;
    private ResourceLimits limits;
    private List<ProcessLimit> processLimits;
    private List<ContainerDevice> devices;
    private Map<String, String> sysctls;
    private ProcessView processes;

    Changes(ContainerSpec before) {
      this.before = before;
      rootMode = before.rootMode;
      environment = before.environment;
      directory = before.directory;
      user = before.user;
      mounts = before.mounts;
      privileges = before.privileges;
      hostname = before.hostname;
      network = before.network;
      limits = before.limits;
      processLimits = before.processLimits;
      devices = before.devices;
      sysctls = before.sysctls;
      processes = before.processes;
    }

    ContainerSpec spec() {
      return new ContainerSpec(
          before.root,
          rootMode,
          before.arguments,
          environment,
          directory,
          user,
          mounts,
          privileges,
          hostname,
          network,
          before.cgroup,
          limits,
          processLimits,
          devices,
          sysctls,
          processes);
    }
  }

  private static Map<String, String> ordered(Map<String, String> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
