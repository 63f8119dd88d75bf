package dev.slipway.container;

import dev.slipway.posix.ProcessIdentity;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A container that lives under a supervisor of its own and outlasts this process. */
public final class Container {
  private final String id;
  private final Path log;
  private final Map<String, String> labels;
  private final String cgroup;
  private final ProcessIdentity init;
  private final ProcessIdentity supervisor;
  private final CompletableFuture<ContainerState.Exited> exited = new CompletableFuture<>();
  private volatile Optional<Instant> started = Optional.empty();

  Container(ContainerRecord saved, ProcessIdentity init, ProcessIdentity supervisor) {
    this.id = saved.id();
    this.log = Path.of(saved.log());
    this.labels = Map.copyOf(saved.labels());
    this.cgroup = saved.cgroup();
    this.init = init;
    this.supervisor = supervisor;
  }

  public String id() {
    return id;
  }

  /** Its output so far, in the format of the Kubernetes container runtime interface. */
  public Path log() {
    return log;
  }

  /** What its creator noted about it. */
  public Map<String, String> labels() {
    return labels;
  }

  /** Its control group, for {@link Cgroups}. */
  public String cgroup() {
    return cgroup;
  }

  public ContainerState state() {
    var end = exited.getNow(null);
    if (end != null) {
      return end;
    }
    return started
        .<ContainerState>map(since -> new ContainerState.Running(init.pid(), since))
        .orElseGet(ContainerState.Created::new);
  }

  /** Completes when it ends, with how; at once when it has. Completing it does nothing. */
  public CompletableFuture<ContainerState.Exited> exited() {
    return exited.copy();
  }

  ProcessIdentity init() {
    return init;
  }

  ProcessIdentity supervisor() {
    return supervisor;
  }

  void markStarted(Instant when) {
    started = Optional.of(when);
  }

  void markExited(Exit exit, Instant when) {
    exited.complete(new ContainerState.Exited(exit, when));
  }
}
