package dev.slipway.container;

import dev.slipway.base.SlipwayException;
import dev.slipway.posix.Signals;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Notices when containers end: by the file their supervisor writes, or by its death. */
final class ExitWatch implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ExitWatch.class.getName());
  private static final int LOST = 137;

  /** How often to look for supervisors that died without a word; ends come as events. */
  private static final long LOOK_SECONDS = 2;

  private final Path exits;
  private final Path bundles;
  private final Clock clock;
  private final Supplier<List<Container>> containers;
  private final WatchService service;

  private ExitWatch(
      Path exits,
      Path bundles,
      Clock clock,
      Supplier<List<Container>> containers,
      WatchService service) {
    this.exits = exits;
    this.bundles = bundles;
    this.clock = clock;
    this.containers = containers;
    this.service = service;
  }

  static ExitWatch start(
      Path exits, Path bundles, Clock clock, Supplier<List<Container>> containers)
      throws IOException {
    WatchService service = exits.getFileSystem().newWatchService();
    // conmon writes a temporary file and renames it: it is whole when it appears.
    exits.register(service, StandardWatchEventKinds.ENTRY_CREATE);
    var watch = new ExitWatch(exits, bundles, clock, containers, service);
    Thread.ofVirtual().name("container exits").start(watch::run);
    return watch;
  }

  private void run() {
    try {
      while (true) {
        var key = service.poll(LOOK_SECONDS, TimeUnit.SECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
        settleAll();
      }
    } catch (ClosedWatchServiceException e) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void settleAll() {
    for (Container container : containers.get()) {
      try {
        if (!(container.state() instanceof ContainerState.Exited)) {
          settle(container);
        }
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "cannot tell how " + container.id() + " is", e);
      }
    }
  }

  /** Marks a container as ended if it has. */
  void settle(Container container) {
    // The order counts: a supervisor writes the file before it ends.
    boolean supervised = container.supervisor().isAlive();
    Path file = exits.resolve(container.id());
    if (Files.exists(file)) {
      container.markExited(read(container, file), modified(file));
    } else if (!supervised) {
      settleLost(container);
    }
  }

  /** Marks a container as ended without anyone knowing how, unless its supervisor noted it. */
  void settleLost(Container container) {
    Path file = exits.resolve(container.id());
    if (Files.exists(file)) {
      container.markExited(read(container, file), modified(file));
      return;
    }
    LOG.log(System.Logger.Level.WARNING, "container {0} lost its supervisor", container.id());
    try {
      container.init().signal(Signals.KILL);
    } catch (IOException e) {
      throw new SlipwayException("could not end " + container.id() + ": " + e.getMessage(), e);
    }
    container.markExited(new Exit(LOST, Exit.Cause.LOST), clock.instant());
  }

  private Exit read(Container container, Path file) {
    try {
      String code = Files.readString(file).strip();
      if (!code.matches("-?[0-9]{1,9}")) {
        // A loss of power may take what the file says.
        LOG.log(System.Logger.Level.WARNING, "nothing says how {0} ended", container.id());
        return new Exit(LOST, Exit.Cause.LOST);
      }
      boolean starved = Files.exists(bundles.resolve(container.id()).resolve("oom"));
      return new Exit(
          Integer.parseInt(code), starved ? Exit.Cause.OUT_OF_MEMORY : Exit.Cause.ENDED);
    } catch (IOException e) {
      throw new SlipwayException("could not read " + file + ": " + e.getMessage(), e);
    }
  }

  private static Instant modified(Path file) {
    try {
      FileTime time = Files.getLastModifiedTime(file);
      return time.toInstant();
    } catch (IOException e) {
      throw new SlipwayException("could not read " + file + ": " + e.getMessage(), e);
    }
  }

  void forget(String id) throws IOException {
    Files.deleteIfExists(exits.resolve(id));
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      throw new SlipwayException("could not stop watching containers: " + e.getMessage(), e);
    }
  }
}
