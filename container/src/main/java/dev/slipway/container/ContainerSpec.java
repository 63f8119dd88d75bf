package dev.slipway.container;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    return new ContainerSpec(
        root,
        changed,
        arguments,
        environment,
        directory,
        user,
        mounts,
        privileges,
        hostname,
        network,
        cgroup,
        limits,
        processLimits,
        devices,
        sysctls,
        processes);
  }

  public ContainerSpec withEnvironment(Map<String, String> changed) {
    return new ContainerSpec(
        root,
        rootMode,
        arguments,
        changed,
        directory,
        user,
        mounts,
        privileges,
        hostname,
        network,
        cgroup,
        limits,
        processLimits,
        devices,
        sysctls,
        processes);
  }

  public ContainerSpec withDirectory(Path changed) {
    return new ContainerSpec(
        root,
        rootMode,
        arguments,
        environment,
        changed,
        user,
        mounts,
        privileges,
        hostname,
        network,
        cgroup,
        limits,
        processLimits,
        devices,
        sysctls,
        processes);
  }

  public ContainerSpec withUser(ProcessUser changed) {
    return new ContainerSpec(
        root,
        rootMode,
        arguments,
        environment,
        directory,
        changed,
        mounts,
        privileges,
        hostname,
        network,
        cgroup,
        limits,
        processLimits,
        devices,
        sysctls,
        processes);
  }

  public ContainerSpec withMounts(List<ContainerMount> changed) {
    return new ContainerSpec(
        root,
        rootMode,
        arguments,
        environment,
        directory,
        user,
        changed,
        privileges,
        hostname,
        network,
        cgroup,
        limits,
        processLimits,
        devices,
        sysctls,
        processes);
  }

  public ContainerSpec withPrivileges(Privileges changed) {
    return new ContainerSpec(
        root,
        rootMode,
        arguments,
        environment,
        directory,
        user,
        mounts,
        changed,
        hostname,
        network,
        cgroup,
        limits,
        processLimits,
        devices,
        sysctls,
        processes);
  }

  public ContainerSpec withHostname(String changed) {
    return new ContainerSpec(
        root,
        rootMode,
        arguments,
        environment,
        directory,
        user,
        mounts,
        privileges,
        changed,
        network,
        cgroup,
        limits,
        processLimits,
        devices,
        sysctls,
        processes);
  }

  public ContainerSpec withNetwork(NetworkMode changed) {
    return new ContainerSpec(
        root,
        rootMode,
        arguments,
        environment,
        directory,
        user,
        mounts,
        privileges,
        hostname,
        changed,
        cgroup,
        limits,
        processLimits,
        devices,
        sysctls,
        processes);
  }

  public ContainerSpec withLimits(ResourceLimits changed) {
    return new ContainerSpec(
        root,
        rootMode,
        arguments,
        environment,
        directory,
        user,
        mounts,
        privileges,
        hostname,
        network,
        cgroup,
        changed,
        processLimits,
        devices,
        sysctls,
        processes);
  }

  public ContainerSpec withProcessLimits(List<ProcessLimit> changed) {
    return new ContainerSpec(
        root,
        rootMode,
        arguments,
        environment,
        directory,
        user,
        mounts,
        privileges,
        hostname,
        network,
        cgroup,
        limits,
        changed,
        devices,
        sysctls,
        processes);
  }

  public ContainerSpec withDevices(List<ContainerDevice> changed) {
    return new ContainerSpec(
        root,
        rootMode,
        arguments,
        environment,
        directory,
        user,
        mounts,
        privileges,
        hostname,
        network,
        cgroup,
        limits,
        processLimits,
        changed,
        sysctls,
        processes);
  }

  public ContainerSpec withSysctls(Map<String, String> changed) {
    return new ContainerSpec(
        root,
        rootMode,
        arguments,
        environment,
        directory,
        user,
        mounts,
        privileges,
        hostname,
        network,
        cgroup,
        limits,
        processLimits,
        devices,
        changed,
        processes);
  }

  public ContainerSpec withProcesses(ProcessView changed) {
    return new ContainerSpec(
        root,
        rootMode,
        arguments,
        environment,
        directory,
        user,
        mounts,
        privileges,
        hostname,
        network,
        cgroup,
        limits,
        processLimits,
        devices,
        sysctls,
        changed);
  }

  /** Adds mounts after those there are. */
  public ContainerSpec mounting(List<ContainerMount> added) {
    var all = new ArrayList<>(mounts);
    all.addAll(added);
    return withMounts(all);
  }

  private static Map<String, String> ordered(Map<String, String> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
