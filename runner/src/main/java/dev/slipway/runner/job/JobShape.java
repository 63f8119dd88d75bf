package dev.slipway.runner.job;

import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.container.ContainerMount;
import dev.slipway.container.ContainerSpec;
import dev.slipway.container.ProcessUser;
import dev.slipway.container.ResourceLimits;
import dev.slipway.container.UserLookup;
import dev.slipway.posix.RootedDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What differs between jobs on the machine's programs and jobs in an image.
 *
 * @param variables that every program gets, beside what the machine's administrator added
 * @param programs the directory of scripts that come first on the PATH
 * @param mounts of this kind of job
 * @param loop runs its programs
 */
record JobShape(
    JobLayout layout,
    ProcessUser user,
    Map<String, String> variables,
    Path programs,
    List<ContainerMount> mounts,
    ContainerOptions options,
    OrderLoop loop) {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  /** On the machine's programs. */
  static JobShape machine(HostTools tools) {
    var variables = new LinkedHashMap<String, String>();
    variables.put("PATH", String.join(":", JobLayout.SYSTEM_PATH));
    variables.put("HOME", JobLayout.MACHINE.home().toString());
    variables.put("USER", "root");
    variables.put("LANG", "C.UTF-8");
    variables.put("DEBIAN_FRONTEND", "noninteractive");
    return new JobShape(
        JobLayout.MACHINE,
        ProcessUser.ROOT,
        variables,
        tools.scripts(),
        List.of(),
        ContainerOptions.NONE,
        OrderLoop.ofMachine());
  }

  /**
   * In an image.
   *
   * @param root where it is mounted
   * @param texts the directory of the files that tell the job about itself
   */
  static JobShape image(JobBase.Image base, HostTools tools, RootedDirectory root, Path texts) {
    try {
      requireShell(base, root);
      var variables = new LinkedHashMap<String, String>();
      variables.put("PATH", String.join(":", JobLayout.SYSTEM_PATH));
      variables.putAll(base.image().environment());
      variables.put("HOME", JobLayout.IMAGE.home().toString());
      variables.putAll(base.options().environment());
      variables.putAll(base.environment());
      ProcessUser user = user(base, root);
      var mounts = new ArrayList<ContainerMount>();
      for (String name : List.of("hosts", "hostname", "resolv.conf")) {
        mounts.add(ContainerMount.bind(texts.resolve(name), Path.of("/etc", name)));
      }
      mounts.add(ContainerMount.bindReadOnly(tools.libraries(), JobLayout.NATIVE));
      base.options()
          .sharedMemoryBytes()
          .ifPresent(bytes ->
              mounts.add(ContainerMount.tmpfs(SHARED_MEMORY, "mode=1777", "size=" + bytes)));
      return new JobShape(
          JobLayout.IMAGE,
          user,
          variables,
          user.uid() == 0 ? tools.imageScripts() : tools.plainImageScripts(),
          mounts,
          base.options(),
          OrderLoop.SHELL);
    } catch (IOException e) {
      throw new SlipwayException(
          "could not prepare the image " + base.image().name() + ": " + e.getMessage(), e);
    }
  }

  private static void requireShell(JobBase.Image base, RootedDirectory root) {
    try (var shell = root.open(Path.of("/bin/sh"))) {
      if (Files.isRegularFile(shell.path())) {
        return;
      }
    } catch (IOException e) {
      // Said below.
    }
    throw new SlipwayException(
        "the image "
            + base.image().name()
            + " has no /bin/sh, so no step can run in it: name an image with a shell");
  }

  private static ProcessUser user(JobBase.Image base, RootedDirectory root) throws IOException {
    String wanted = base.options().user().orElse(base.image().user());
    var where = InputException.Position.of("the user of the image " + base.image().name());
    return UserLookup.in(root.place()).resolve(wanted, where).user();
  }

  /** The limits of the machine, lowered by what the options say. */
  ResourceLimits limits(long memoryBytes, long processes) {
    var limits =
        ResourceLimits.none()
            .withMemory(memory(memoryBytes))
            .withProcesses(Math.min(processes, options.processes().orElse(processes)));
    return options.cpuMillis().isPresent()
        ? limits.withCpu(options.cpuMillis().getAsLong())
        : limits;
  }

  /** How much memory the job may use. */
  long memory(long memoryBytes) {
    return Math.min(memoryBytes, options.memoryBytes().orElse(memoryBytes));
  }

  /** The container's specification with what the options say. */
  ContainerSpec apply(ContainerSpec spec) {
    return spec.withUser(user)
        .withEnvironment(Map.of("PATH", variables.getOrDefault("PATH", "/bin"), "HOME", "/"))
        .withProcessLimits(options.limits())
        .mounting(mounts);
  }
}
