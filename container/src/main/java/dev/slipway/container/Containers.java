package dev.slipway.container;

import dev.slipway.base.Command;
import dev.slipway.base.DurableFiles;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.posix.ProcessIdentity;
import dev.slipway.posix.Signals;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Containers that live on while this process is down. The next one adopts them: state, log and exit
 * code are in files, and the supervisor of each keeps writing them.
 *
 * <p>Making, starting and removing one is never broken off in the middle: an interrupt takes effect
 * once it is done.
 *
 * <pre>
 * c/ID/       config.json, container.json (what we know), init.pid, conmon.pid, oom
 * exits/ID    the exit code, once it has ended
 * state/      the runtime's own
 * </pre>
 */
public final class Containers implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Containers.class.getName());
  private static final String RECORD = "container.json";
  private static final Duration LOOK_AGAIN = Duration.ofMillis(3);

  private final OciRuntime runtime;
  private final Cgroups cgroups;
  private final Clock clock;
  private final Path bundles;
  private final Supervisor supervisor;
  private final ExitWatch watch;
  private final String boot;
  private final Map<String, Container> containers = new TreeMap<>();

  private Containers(Path directory, Cgroups cgroups, Clock clock) throws IOException {
    this.runtime = OciRuntime.find(directory.resolve("state"));
    this.cgroups = cgroups;
    this.clock = clock;
    this.bundles = Files.createDirectories(directory.resolve("c"));
    Path exits = Files.createDirectories(directory.resolve("exits"));
    this.supervisor = new Supervisor(runtime, exits);
    this.boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    this.watch = ExitWatch.start(exits, bundles, clock, this::list);
  }

  /** Opens the directory, made when missing, and adopts the containers there are. */
  public static Containers open(Path directory, Cgroups cgroups, Clock clock) {
    try {
      var containers =
          new Containers(Files.createDirectories(directory).toRealPath(), cgroups, clock);
      containers.adopt();
      return containers;
    } catch (IOException e) {
      throw new SlipwayException("could not open " + directory + ": " + e.getMessage(), e);
    }
  }

  private synchronized void adopt() throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(bundles)) {
      for (Path bundle : all) {
        adopt(bundle, String.valueOf(bundle.getFileName()));
      }
    }
  }

  private void adopt(Path bundle, String id) throws IOException {
    Path file = bundle.resolve(RECORD);
    if (!Files.exists(file)) {
      LOG.log(System.Logger.Level.INFO, "removing container {0}, never finished", id);
      forget(id);
      return;
    }
    var saved = Json.parse(Files.readAllBytes(file), file.toString(), ContainerRecord.class);
    Container container = container(saved);
    containers.put(id, container);
    // The runtime keeps this fifo until the program is started: a predecessor may not have come to
    // it.
    boolean waiting = Files.exists(runtime.state().resolve(id).resolve("exec.fifo"));
    if (saved.isStarted() && !waiting) {
      container.markStarted(Instant.ofEpochMilli(saved.started()));
    }
    if (!saved.boot().equals(boot)) {
      watch.settleLost(container);
    } else {
      watch.settle(container);
    }
  }

  private static Container container(ContainerRecord saved) {
    return new Container(
        saved, ProcessIdentity.parse(saved.init()), ProcessIdentity.parse(saved.supervisor()));
  }

  /**
   * Creates a container whose program is not started yet.
   *
   * @param id letters, digits, dashes, dots and underscores
   * @param input what its first process reads
   * @param log where its output goes; the directory must exist
   * @param labels whatever helps its creator to recognise it later
   * @throws SlipwayException when the runtime refuses, for example because there is no such program
   */
  public Container create(
      String id,
      ContainerSpec spec,
      TerminalMode terminal,
      StandardInput input,
      Path log,
      Map<String, String> labels) {
    if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,200}")) {
      throw new IllegalArgumentException("not a container id: " + id);
    }
    return Unbroken.run(
        () -> createWhole(id, spec, terminal, input, log, labels), RuntimeException.class);
  }

  /** As above, for one that reads nothing. */
  public Container create(
      String id, ContainerSpec spec, TerminalMode terminal, Path log, Map<String, String> labels) {
    return create(id, spec, terminal, StandardInput.NONE, log, labels);
  }

  private Container createWhole(
      String id,
      ContainerSpec spec,
      TerminalMode terminal,
      StandardInput input,
      Path log,
      Map<String, String> labels) {
    Path bundle = bundles.resolve(id);
    try {
      Files.createDirectory(bundle);
      // A predecessor killed while creating one of this name may have left its end here.
      watch.forget(id);
      Files.write(bundle.resolve("config.json"), new RuntimeConfig(cgroups).of(spec, terminal));
      supervisor.create(id, bundle, log.toAbsolutePath(), terminal, input);
      var record =
          new ContainerRecord(
              id,
              log.toAbsolutePath().toString(),
              labels,
              spec.cgroup(),
              boot,
              identity(bundle.resolve("init.pid")),
              identity(bundle.resolve("conmon.pid")),
              0);
      DurableFiles.write(bundle.resolve(RECORD), Json.bytes(record));
      Container container = container(record);
      synchronized (this) {
        containers.put(id, container);
      }
      return container;
    } catch (IOException e) {
      forget(id);
      throw new SlipwayException("could not create container " + id + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      forget(id);
      throw e;
    }
  }

  private static String identity(Path pidFile) throws IOException {
    long pid = Long.parseLong(Files.readString(pidFile).strip());
    return ProcessIdentity.of(pid)
        .orElseThrow(() -> new SlipwayException("process " + pid + " ended at once"))
        .toString();
  }

  /** Starts the program of a created container. */
  public void start(Container container) {
    Unbroken.run(() -> startWhole(container));
  }

  private void startWhole(Container container) {
    String id = container.id();
    Path file = bundles.resolve(id).resolve(RECORD);
    Instant now = clock.instant();
    try {
      var saved = Json.parse(Files.readAllBytes(file), file.toString(), ContainerRecord.class);
      // Noted first: a container that runs must never look as if it did not.
      DurableFiles.write(file, Json.bytes(saved.startedAt(now.toEpochMilli())));
      container.markStarted(now);
      Command.of(runtime.arguments("start", id)).run().orThrow("start container " + id);
    } catch (IOException e) {
      throw new SlipwayException("could not start container " + id + ": " + e.getMessage(), e);
    }
  }

  /** The control groups that they are in. */
  public Cgroups cgroups() {
    return cgroups;
  }

  public synchronized Optional<Container> find(String id) {
    return Optional.ofNullable(containers.get(id));
  }

  public synchronized List<Container> list() {
    return List.copyOf(containers.values());
  }

  /** Sends a signal to the first process; nothing happens when it has ended. */
  public void signal(Container container, int signal) {
    try {
      container.init().signal(signal);
    } catch (IOException e) {
      throw new SlipwayException(
          "could not signal container " + container.id() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Asks it to end, and ends it when it has not by itself.
   *
   * @param signal how to ask
   * @param grace how long it may take
   */
  public ContainerState.Exited stop(Container container, int signal, Duration grace)
      throws InterruptedException {
    signal(container, signal);
    try {
      return container.exited().get(grace.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return kill(container);
    } catch (ExecutionException e) {
      throw new AssertionError("an exit is never exceptional", e);
    }
  }

  /** Ends all its processes at once and waits until they have. */
  public ContainerState.Exited kill(Container container) throws InterruptedException {
    signal(container, Signals.KILL);
    try {
      return container.exited().get();
    } catch (ExecutionException e) {
      throw new AssertionError("an exit is never exceptional", e);
    }
  }

  /**
   * Runs another process in a running container, with the container's environment and user.
   *
   * @param listener hears its output; with a terminal all of it is standard output
   */
  public Execution exec(
      Container container, List<String> arguments, TerminalMode terminal, OutputListener listener) {
    return Execution.start(
        runtime, container.id(), bundles.resolve(container.id()), arguments, terminal, listener);
  }

  /** Connects to the input of a running container's first process. */
  public Attachment attach(Container container) throws IOException {
    return Attachment.open(bundles.resolve(container.id()));
  }

  /**
   * Lets a running container write its log from the start of a new file, after the old one was
   * moved aside. Doing it twice loses nothing.
   */
  public void reopenLog(Container container) throws IOException {
    if (container.supervisor().isAlive()) {
      // The order "open the log again" of conmon's control pipe.
      Files.writeString(
          bundles.resolve(container.id()).resolve("ctl"), "2 0 0\n", StandardOpenOption.WRITE);
    }
  }

  /** Ends it, when it has not, and forgets it and its files; the log stays. */
  public void remove(Container container) {
    Unbroken.run(() -> removeWhole(container));
  }

  private void removeWhole(Container container) {
    try {
      kill(container);
      // Until its supervisor has gone, it may still write an exit file under this name.
      while (container.supervisor().isAlive()) {
        Thread.sleep(LOOK_AGAIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SlipwayException("interrupted while removing " + container.id(), e);
    }
    forget(container.id());
  }

  private void forget(String id) {
    runtime.delete(id);
    try {
      watch.forget(id);
      BundleFiles.remove(bundles.resolve(id));
    } catch (IOException e) {
      throw new SlipwayException("could not remove container " + id + ": " + e.getMessage(), e);
    }
    synchronized (this) {
      containers.remove(id);
    }
  }

  /** Removes all containers. */
  public void removeAll() {
    list().forEach(this::remove);
  }

  /** Stops watching; the containers live on. */
  @Override
  public void close() {
    watch.close();
  }
}
