package dev.slipway.oci.layer;

import dev.slipway.oci.layer.TarEntry.Kind;
import dev.slipway.oci.layer.TarHeader.Field;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar of any of the forms in use: ustar, pax, GNU with long names, large numbers and sparse
 * files, and the old form without magic.
 *
 * <p>Names and targets are given as they are: whoever creates files by them has to confine them.
 * For one thread.
 */
public final class TarReader {
  // Bounds what a malicious header can make us hold in memory.
  private static final int MAX_META = 1 << 20;

  private final InputStream in;
  private final PaxRecords global = new PaxRecords();
  private PaxRecords pax = new PaxRecords();
  private byte @Nullable [] longName;
  private byte @Nullable [] longTarget;
  private InputStream content = InputStream.nullInputStream();
  private Bounded stored = new Bounded(InputStream.nullInputStream(), 0);
  private boolean ended;

  public TarReader(InputStream in) {
    this.in = in;
  }

  /**
   * The next entry; empty at the end mark or at the end of the stream.
   *
   * @throws TarException when the tar is damaged
   */
  public Optional<TarEntry> next() throws IOException {
    if (ended) {
      return Optional.empty();
    }
    stored.drain();
    pax = new PaxRecords();
    pax.putAll(global);
    longName = null;
    longTarget = null;
    while (true) {
      TarHeader header = header();
      if (header == null) {
        ended = true;
        return Optional.empty();
      }
      if (!takeMeta(header)) {
        return Optional.of(entry(header));
      }
    }
  }

  /** The content of the entry that {@link #next} gave, without the holes being left out. */
  public InputStream content() {
    return content;
  }

  private @Nullable TarHeader header() throws IOException {
    byte[] block = in.readNBytes(TarHeader.BLOCK);
    if (block.length == 0) {
      return null;
    }
    if (block.length < TarHeader.BLOCK) {
      throw new TarException("the tar ends within a header");
    }
    var header = new TarHeader(block);
    if (header.isZero()) {
      return null;
    }
    if (!header.isSound()) {
      throw new TarException("the checksum of a tar header is wrong: this is no tar, or damaged");
    }
    return header;
  }

  /** Takes a header that describes the next one; false when it stands for itself. */
  private boolean takeMeta(TarHeader header) throws IOException {
    switch (header.flag()) {
      case 'x', 'X' -> pax.putAll(PaxRecords.parse(meta(header)));
      case 'g' -> {
        PaxRecords records = PaxRecords.parse(meta(header));
        global.putAll(records);
        pax.putAll(records);
      }
      case 'L' -> longName = untilNul(meta(header));
      case 'K' -> longTarget = untilNul(meta(header));
      default -> {
        return false;
      }
    }
    return true;
  }

  private byte[] meta(TarHeader header) throws IOException {
    long size = header.number(Field.SIZE);
    if (size < 0 || size > MAX_META) {
      throw new TarException("a tar header announces " + size + " bytes of names or attributes");
    }
    byte[] bytes = in.readNBytes((int) size);
    int padding = (int) (-size & (TarHeader.BLOCK - 1));
    if (bytes.length < size || in.readNBytes(padding).length < padding) {
      throw new TarException("the tar ends within a header");
    }
    return bytes;
  }

  private TarEntry entry(TarHeader header) throws IOException {
    byte[] name = name(header);
    Kind kind = kind(header, name);
    long size = pax.number("size").orElse(header.number(Field.SIZE));
    if (size < 0) {
      throw new TarException(TarEntry.display(name) + " has a size of " + size);
    }
    // Only files have content, yet some writers give hard links a size without any.
    stored = new Bounded(in, kind == Kind.FILE ? size : 0);
    content = stored;
    long realSize = kind == Kind.FILE ? size : 0;
    if (kind == Kind.FILE) {
      Optional<SparseFile> sparse = SparseFile.detect(header, pax, in, stored);
      if (sparse.isPresent()) {
        content = sparse.get().content();
        realSize = sparse.get().size();
        name = sparse.get().name().orElse(name);
      }
    }
    long[] time = pax.time("mtime").orElse(new long[] {header.number(Field.TIME), 0});
    boolean device = kind == Kind.CHARACTER_DEVICE || kind == Kind.BLOCK_DEVICE;
    return new TarEntry(
        name,
        kind,
        (int) header.number(Field.MODE) & 0xFFF,
        (int) (long) pax.number("uid").orElse(header.number(Field.UID)),
        (int) (long) pax.number("gid").orElse(header.number(Field.GID)),
        realSize,
        time[0],
        (int) time[1],
        target(header),
        device ? (int) header.number(Field.MAJOR) : 0,
        device ? (int) header.number(Field.MINOR) : 0,
        pax.attributes());
  }

  private byte[] name(TarHeader header) {
    Optional<byte[]> path = pax.get("path");
    if (path.isPresent()) {
      return path.get();
    }
    if (longName != null) {
      return longName;
    }
    byte[] name = header.text(Field.NAME);
    byte[] prefix = header.isPosix() ? header.text(Field.PREFIX) : new byte[0];
    if (prefix.length == 0) {
      return name;
    }
    byte[] joined = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
    joined[prefix.length] = '/';
    System.arraycopy(name, 0, joined, prefix.length + 1, name.length);
    return joined;
  }

  private byte[] target(TarHeader header) {
    Optional<byte[]> path = pax.get("linkpath");
    if (path.isPresent()) {
      return path.get();
    }
    return longTarget != null ? longTarget : header.text(Field.LINK);
  }

  private static Kind kind(TarHeader header, byte[] name) throws TarException {
    boolean slash = name.length > 0 && name[name.length - 1] == '/';
    return switch (header.flag()) {
      case '0', '\0', '7', 'S' -> slash ? Kind.DIRECTORY : Kind.FILE;
      case '1' -> Kind.HARD_LINK;
      case '2' -> Kind.SYMBOLIC_LINK;
      case '3' -> Kind.CHARACTER_DEVICE;
      case '4' -> Kind.BLOCK_DEVICE;
      case '5' -> Kind.DIRECTORY;
      case '6' -> Kind.FIFO;
      default ->
          throw new TarException(
              TarEntry.display(name) + " has the unknown tar type '" + header.flag() + "'");
    };
  }

  private static byte[] untilNul(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return Arrays.copyOf(bytes, end);
  }

  /** The stored bytes of one entry, then its padding. */
  static final class Bounded extends InputStream {
    private final InputStream in;
    private final long size;
    private long left;

    Bounded(InputStream in, long size) {
      this.in = in;
      this.size = size;
      this.left = size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int n = in.read(bytes, offset, (int) Math.min(length, left));
      if (n < 0) {
        throw new TarException("the tar ends within a file");
      }
      left -= n;
      return n;
    }

    void drain() throws IOException {
      try {
        in.skipNBytes(left + (-size & (TarHeader.BLOCK - 1)));
      } catch (EOFException e) {
        if (left > 0) {
          throw new TarException("the tar ends within a file");
        }
        // Some writers leave out the last padding.
      }
      left = 0;
    }
  }
}
