package dev.slipway.daemon;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Keeps what this process says from filling the disk: a file that has grown large becomes {@code
 * NAME.1}, in place of the one before. Its writer appends, and so goes on at the start.
 */
final class LogRoom implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LogRoom.class.getName());
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final Path file;
  private final long largest;
  private final Thread thread = Thread.ofVirtual().name("log-room").unstarted(this::run);

  /**
   * @param largest in bytes; beyond that room is made
   */
  LogRoom(Path file, long largest) {
    this.file = file;
    this.largest = largest;
  }

  LogRoom start() {
    thread.start();
    return this;
  }

  private void run() {
    try {
      while (true) {
        look();
        Thread.sleep(PERIOD);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes room when there is none. */
  void look() {
    try {
      if (Files.exists(file) && Files.size(file) > largest) {
        Path before = file.resolveSibling(file.getFileName() + ".1");
        Files.copy(file, before, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(0);
        }
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not make room in " + file, e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
