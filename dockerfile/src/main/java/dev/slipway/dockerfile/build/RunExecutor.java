package dev.slipway.dockerfile.build;

import dev.slipway.container.ContainerMount;
import dev.slipway.container.ContainerSpec;
import dev.slipway.container.Exit;
import dev.slipway.container.NetworkMode;
import dev.slipway.container.Privileges;
import dev.slipway.container.ProcessUser;
import dev.slipway.container.ResourceLimits;
import dev.slipway.container.UserLookup;
import dev.slipway.container.network.HostResolver;
import dev.slipway.container.network.PodNetwork;
import dev.slipway.dockerfile.BuildFailure;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.plan.Step;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Runs a command in a container on a mounted root filesystem. */
final class RunExecutor {
  static final String HOSTNAME_ARGUMENT = "BUILDKIT_SANDBOX_HOSTNAME";

  private static final String HOSTNAME = "slipway-build";
  private static final String HOSTS =
      "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n";

  private final Shared shared;
  private final BuildRequest request;
  private final Step.Run step;
  private final String title;
  private final Progress.Running running;

  RunExecutor(
      Shared shared, BuildRequest request, Step.Run step, String title, Progress.Running running) {
    this.shared = shared;
    this.request = request;
    this.step = step;
    this.title = title;
    this.running = running;
  }

  /**
   * Runs it to its end.
   *
   * @throws BuildFailure when it ends with another exit code than 0
   */
  void run(Path root, OpenOrigins origins) throws Exception {
    try (StepScratch scratch = StepScratch.in(shared.scratch())) {
      var asked = new RunMounts(step, origins, shared.mounts(request.trust()), request, scratch);
      asked.prepare();
      var mounts = new ArrayList<>(files(scratch.directory()));
      request.run().sharedMemory().ifPresent(size -> mounts.add(sharedMemory(size)));
      mounts.addAll(asked.mounts());
      Optional<PodNetwork> network = network();
      network.ifPresent(taken -> scratch.whenDone(() -> shared.networks().giveBack(taken)));
      ContainerSpec spec =
          ContainerSpec.of(root, "builds/" + UUID.randomUUID(), step.arguments())
              .withEnvironment(environment(asked))
              .withDirectory(Path.of(step.directory()))
              .withUser(user(root))
              .withMounts(mounts)
              .withPrivileges(privileges())
              .withHostname(request.buildArgs().getOrDefault(HOSTNAME_ARGUMENT, HOSTNAME))
              .withNetwork(mode(network))
              .withLimits(limits())
              .withProcessLimits(request.run().limits());
      execute(shared.workshop().additions().addTo(spec));
    }
  }

  private void execute(ContainerSpec spec) throws InterruptedException {
    var lines = new OutputLines(running);
    Exit exit = shared.workshop().runs().start(spec, lines).await();
    lines.finish();
    if (exit.succeeded()) {
      return;
    }
    String command = String.join(" ", step.arguments());
    BuildFailure.Reason reason =
        switch (exit.cause()) {
          case OUT_OF_MEMORY ->
              new BuildFailure.Reason.OutOfMemory(command, exit.code(), request.memoryLimit());
          case ENDED, NOT_STARTED, LOST -> new BuildFailure.Reason.Exit(command, exit.code());
        };
    throw new BuildFailure(step.position(), title, reason, lines.last());
  }

  /** The files that every container gets from outside. */
  private List<ContainerMount> files(Path directory) throws IOException {
    var mounts = new ArrayList<ContainerMount>();
    HostResolver resolver =
        step.network() == Step.Network.HOST
            ? HostResolver.read()
            : shared.workshop().nameService().forContainers();
    mounts.add(file(directory, "resolv.conf", resolver.text(), Path.of("/etc/resolv.conf"), 0644));
    var hosts = new StringBuilder(HOSTS);
    request.run().hosts().forEach((name, ip) -> hosts.append(ip + "\t" + name + "\n"));
    mounts.add(file(directory, "hosts", hosts.toString(), Path.of("/etc/hosts"), 0644));
    if (step.script().isPresent()) {
      Path place = Path.of(step.arguments().getFirst());
      mounts.add(file(directory, "script", step.script().get(), place, 0755));
    }
    return mounts;
  }

  private static ContainerMount sharedMemory(long size) {
    return ContainerMount.tmpfs(Path.of("/dev/shm"), "noexec", "mode=1777", "size=" + size);
  }

  private static ContainerMount file(
      Path directory, String name, String content, Path target, int mode) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, content);
    PosixFiles.chmod(file, mode);
    return ContainerMount.bindReadOnly(file, target);
  }

  private Map<String, String> environment(RunMounts asked) {
    var all = new LinkedHashMap<>(step.unkeyed());
    all.putAll(step.environment());
    all.putAll(asked.variables());
    return all;
  }

  private ProcessUser user(Path root) throws IOException {
    return UserLookup.in(root).resolve(step.user(), step.position()).user();
  }

  private Privileges privileges() {
    return switch (step.security()) {
      case SANDBOX -> Privileges.standard();
      case INSECURE -> Privileges.unlimited();
    };
  }

  private Optional<PodNetwork> network() {
    return switch (step.network()) {
      case SANDBOX -> Optional.of(shared.networks().take());
      case NONE, HOST -> Optional.empty();
    };
  }

  private NetworkMode mode(Optional<PodNetwork> network) {
    return switch (step.network()) {
      case SANDBOX -> network.orElseThrow().mode();
      case NONE -> NetworkMode.none();
      case HOST -> NetworkMode.host();
    };
  }

  private ResourceLimits limits() {
    return request.memoryLimit() == 0
        ? ResourceLimits.none()
        : ResourceLimits.none().withMemory(request.memoryLimit());
  }
}
