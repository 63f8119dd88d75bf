package dev.slipway.base;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/**
 * Files that are either whole or absent after a crash: written beside their place, flushed to disk,
 * renamed, and the directory flushed too.
 */
public final class DurableFiles {
  private DurableFiles() {}

  /** Replaces {@code file} by {@code content}; readable by everyone the umask allows. */
  public static void write(Path file, byte[] content) throws IOException {
    write(file, content, "rw-r--r--");
  }

  /** As {@link #write}, readable by the owner only: for tokens and keys. */
  public static void writeSecret(Path file, byte[] content) throws IOException {
    write(file, content, "rw-------");
  }

  /** Renames a file that is already flushed into its place and flushes the directory. */
  public static void publish(Path temporary, Path file) throws IOException {
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncDirectory(directoryOf(file));
  }

  /** Makes renames and removals in {@code directory} durable. */
  public static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }

  private static void write(Path file, byte[] content, String permissions) throws IOException {
    Path temporary = directoryOf(file).resolve("." + file.getFileName() + "." + UUID.randomUUID());
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    try {
      Files.createFile(temporary, mode);
      try (FileChannel channel = FileChannel.open(temporary, WRITE)) {
        var buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      publish(temporary, file);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  private static Path directoryOf(Path file) {
    var parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + " has no directory");
    }
    return parent;
  }
}
