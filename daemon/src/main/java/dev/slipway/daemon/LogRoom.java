package dev.slipway.daemon;

import dev.slipway.posix.StandardOutput;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;

/**
 * Keeps what this process says from filling the disk: when the file that it writes to has grown
 * large, it becomes {@code NAME.1}, in place of the one before, and the process goes on in a new
 * one. Not a line is lost.
 */
final class LogRoom implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LogRoom.class.getName());
  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

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
      // Under a supervisor that keeps the output itself, the file is none of this process.
      if (StandardOutput.goesTo(file) && Files.size(file) > largest) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        Files.createFile(next, OWNER_ALONE);
        Files.deleteIfExists(before());
        // The name is never missing for whoever reads the log.
        Files.createLink(before(), file);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        StandardOutput.appendTo(file);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not make room in " + file, e);
    }
  }

  private Path before() {
    return file.resolveSibling(file.getFileName() + ".1");
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
