package dev.slipway.runner.upload;

import dev.slipway.base.InputException;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;

/**
 * A file in the making. It arrives whole, in named blocks of which a list then says the order, or
 * in ranges; blocks and ranges may come in any order and at the same time.
 *
 * <p>Nothing is seen under the final name before it is complete and on the disk.
 */
public final class BlockFile {
  private static final int BUFFER = 256 << 10;

  private final Path directory;
  private final long limit;

  /**
   * Opens one.
   *
   * @param directory is this file's own; made when it is not there
   * @param limit how many bytes it may have
   */
  public BlockFile(Path directory, long limit) {
    this.directory = directory;
    this.limit = limit;
  }

  private Path data() {
    return directory.resolve("data");
  }

  /** Takes all of it at once. */
  public void whole(InputStream in) throws IOException {
    store(in, data());
  }

  /** Takes a block. */
  public void block(String name, InputStream in) throws IOException {
    store(in, block(name));
  }

  private Path block(String name) {
    // The name is the client's: only its digits go into a path.
    return directory.resolve(
        "block-" + HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8)));
  }

  private void store(InputStream in, Path target) throws IOException {
    Files.createDirectories(directory);
    Path part = Files.createTempFile(directory, "part-", "");
    try {
      try (OutputStream out = Files.newOutputStream(part)) {
        copy(in, out);
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long total = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      total += n;
      checkSize(total);
      out.write(buffer, 0, n);
    }
  }

  private void checkSize(long size) {
    if (size > limit) {
      throw invalid("the file has more than " + limit + " bytes", "store less");
    }
  }

  /** Puts blocks together in the order of the list. */
  public void assemble(List<String> names) throws IOException {
    for (String name : names) {
      if (!Files.exists(block(name))) {
        throw invalid("the block " + name + " has not arrived", "send it before the list");
      }
    }
    Files.createDirectories(directory);
    Path part = Files.createTempFile(directory, "part-", "");
    try {
      try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
        for (String name : names) {
          append(block(name), out);
          checkSize(out.position());
        }
      }
      Files.move(part, data(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
    for (String name : List.copyOf(names)) {
      Files.deleteIfExists(block(name));
    }
  }

  private static void append(Path block, FileChannel out) throws IOException {
    try (FileChannel in = FileChannel.open(block, StandardOpenOption.READ)) {
      long size = in.size();
      for (long at = 0; at < size; ) {
        at += in.transferTo(at, size - at, out);
      }
    }
  }

  /** Takes a range of it. */
  public void range(long offset, InputStream in) throws IOException {
    Files.createDirectories(directory);
    try (FileChannel out =
            FileChannel.open(data(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var channel = Channels.newChannel(in)) {
      var buffer = ByteBuffer.allocate(BUFFER);
      long at = offset;
      while (channel.read(buffer) >= 0) {
        buffer.flip();
        checkSize(at + buffer.remaining());
        while (buffer.hasRemaining()) {
          at += out.write(buffer, at);
        }
        buffer.clear();
      }
    }
  }

  /** How many bytes have been put together. */
  public long size() throws IOException {
    return Files.exists(data()) ? Files.size(data()) : 0;
  }

  /** Gives the finished file its name and removes the rest. */
  public void finish(Path target) throws IOException {
    try (FileChannel channel = FileChannel.open(data(), StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.createDirectories(target.getParent());
    Files.move(data(), target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    discard();
  }

  /** Removes everything that has arrived. */
  public void discard() throws IOException {
    if (Files.exists(directory)) {
      DirectoryTree.delete(directory);
    }
  }

  private static InputException invalid(String problem, String hint) {
    return new InputException(InputException.Position.of("upload"), problem, hint);
  }
}
