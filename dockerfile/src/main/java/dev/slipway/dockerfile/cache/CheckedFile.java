package dev.slipway.dockerfile.cache;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/** A file that is replaced as a whole, and that is believed only when its checksum is right. */
final class CheckedFile {
  private static final int BUFFER = 128 << 10;

  private final Path file;
  private final int magic;

  /**
   * @param magic the number that its content starts with
   */
  CheckedFile(Path file, int magic) {
    this.file = file;
    this.magic = magic;
  }

  /** Writes the content. */
  @FunctionalInterface
  interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  /** Reads the content. */
  @FunctionalInterface
  interface Reading {
    void from(DataInputStream in) throws IOException;
  }

  void write(Writing content) throws IOException {
    Path temporary = file.resolveSibling(".new-" + UUID.randomUUID());
    var sum = new CRC32();
    try (var out =
        new DataOutputStream(
            new CheckedOutputStream(
                new BufferedOutputStream(Files.newOutputStream(temporary), BUFFER), sum))) {
      out.writeInt(magic);
      content.to(out);
      out.writeLong(sum.getValue());
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Reads it, when it is there.
   *
   * @throws IOException when it is damaged; what was read then counts for nothing
   */
  void read(Reading content) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    var sum = new CRC32();
    try (var in =
        new DataInputStream(
            new CheckedInputStream(
                new BufferedInputStream(Files.newInputStream(file), BUFFER), sum))) {
      if (in.readInt() != magic) {
        throw new IOException("it is of another kind");
      }
      content.from(in);
      long expected = sum.getValue();
      if (in.readLong() != expected) {
        throw new IOException("its checksum is wrong");
      }
    }
  }
}
