package dev.slipway.node.log;

import dev.slipway.container.Container;
import dev.slipway.container.ContainerState;
import dev.slipway.container.Containers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Keeps the logs of pods from filling the disk, running: a file that has grown to 10 MiB makes room
 * for a new one, and five are kept, as the kubelet does. The next look may be a few seconds late.
 */
public final class LogRotation implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LogRotation.class.getName());
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final long LARGEST = 10L << 20;
  private static final int KEPT = 4;

  private final Containers containers;
  private final Predicate<Container> isPods;
  private final Thread thread;

  private LogRotation(Containers containers, Predicate<Container> isPods) {
    this.containers = containers;
    this.isPods = isPods;
    this.thread = Thread.ofVirtual().name("log-rotation").unstarted(this::run);
  }

  /**
   * Starts it.
   *
   * @param isPods whether a container is one of a pod
   */
  public static LogRotation start(Containers containers, Predicate<Container> isPods) {
    var rotation = new LogRotation(containers, isPods);
    rotation.thread.start();
    return rotation;
  }

  private void run() {
    try {
      while (true) {
        for (Container container : containers.list()) {
          if (isPods.test(container) && container.state() instanceof ContainerState.Running) {
            look(container);
          }
        }
        Thread.sleep(PERIOD);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Container container) {
    try {
      if (!Files.exists(container.log())) {
        // A process that was killed had moved it and not yet said so.
        containers.reopenLog(container);
      } else if (Files.size(container.log()) >= LARGEST) {
        rotate(container);
      }
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the log of container {0} could not be rotated: {1}",
          container.id(),
          e.getMessage());
    }
  }

  private void rotate(Container container) throws IOException {
    for (int i = KEPT; i > 0; i--) {
      Path younger = i == 1 ? container.log() : old(container.log(), i - 1);
      if (Files.exists(younger)) {
        Files.move(younger, old(container.log(), i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    containers.reopenLog(container);
  }

  private static Path old(Path log, int number) {
    return log.resolveSibling(log.getFileName() + "." + number);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
