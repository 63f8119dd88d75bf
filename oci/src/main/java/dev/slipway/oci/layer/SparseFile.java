package dev.slipway.oci.layer;

import dev.slipway.oci.layer.TarReader.Bounded;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A file stored without its holes (GNU tar manual, "Storing Sparse Files"): the old GNU form and
 * the pax forms 0.1 and 1.0; 0.0 is refused.
 *
 * @param name the real name, where the header has a made-up one
 * @param size with the holes
 * @param parts what is stored, in order
 * @param stored the bytes of the parts
 */
record SparseFile(Optional<byte[]> name, long size, List<Part> parts, InputStream stored) {
  private static final int MAX_PARTS = 1 << 20;
  private static final String GNU = "GNU.sparse.";

  private static final int OLD_MAP = 386;
  private static final int OLD_ENTRIES = 4;
  private static final int OLD_EXTENDED = 482;
  private static final int OLD_REAL_SIZE = 483;
  private static final int MORE_ENTRIES = 21;
  private static final int MORE_EXTENDED = 504;
  private static final int ENTRY = 24;
  private static final int NUMBER = 12;

  /** Some stored bytes and where they belong. */
  record Part(long offset, long length) {}

  SparseFile {
    long end = 0;
    for (Part part : parts) {
      boolean ordered = part.offset >= end && part.length >= 0;
      if (!ordered || part.offset > size - part.length) {
        throw new IllegalArgumentException("part at " + part.offset + " of " + size);
      }
      end = part.offset + part.length;
    }
  }

  static Optional<SparseFile> detect(
      TarHeader header, PaxRecords pax, InputStream in, Bounded stored) throws IOException {
    try {
      if (header.flag() == 'S') {
        return Optional.of(old(header.block(), in, stored));
      }
      Optional<byte[]> name = pax.get(GNU + "name");
      Optional<Long> realSize = pax.number(GNU + "realsize");
      if (pax.text(GNU + "major").filter("1"::equals).isPresent() && realSize.isPresent()) {
        return Optional.of(new SparseFile(name, realSize.get(), leadingMap(stored), stored));
      }
      Optional<Long> size = realSize.isPresent() ? realSize : pax.number(GNU + "size");
      Optional<String> map = pax.text(GNU + "map");
      if (map.isPresent() && size.isPresent()) {
        return Optional.of(new SparseFile(name, size.get(), listedMap(map.get()), stored));
      }
      if (size.isPresent()) {
        throw new TarException(
            "sparse files of pax form 0.0 are not known; pack it with tar --sparse-version=1.0");
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new TarException("the map of a sparse file is damaged: " + e.getMessage());
    }
  }

  private static SparseFile old(byte[] block, InputStream in, Bounded stored) throws IOException {
    var parts = new ArrayList<Part>();
    long size = TarHeader.number(block, OLD_REAL_SIZE, NUMBER);
    addParts(parts, block, OLD_MAP, OLD_ENTRIES);
    boolean more = block[OLD_EXTENDED] != 0;
    while (more) {
      byte[] next = in.readNBytes(TarHeader.BLOCK);
      if (next.length < TarHeader.BLOCK) {
        throw new TarException("the tar ends within a sparse file's map");
      }
      addParts(parts, next, 0, MORE_ENTRIES);
      more = next[MORE_EXTENDED] != 0;
    }
    return new SparseFile(Optional.empty(), size, parts, stored);
  }

  private static void addParts(List<Part> parts, byte[] block, int start, int count)
      throws TarException {
    for (int i = 0; i < count; i++) {
      int at = start + i * ENTRY;
      if (block[at] != 0 && parts.size() < MAX_PARTS) {
        parts.add(
            new Part(
                TarHeader.number(block, at, NUMBER), TarHeader.number(block, at + NUMBER, NUMBER)));
      }
    }
  }

  /** Form 1.0: the map precedes the content, one decimal number a line, padded to a block. */
  private static List<Part> leadingMap(Bounded stored) throws IOException {
    var counter = new long[1];
    long count = decimal(stored, counter);
    if (count > MAX_PARTS) {
      throw new TarException("a sparse file has " + count + " parts");
    }
    var parts = new ArrayList<Part>();
    for (long i = 0; i < count; i++) {
      long offset = decimal(stored, counter);
      parts.add(new Part(offset, decimal(stored, counter)));
    }
    int padding = (int) (-counter[0] & (TarHeader.BLOCK - 1));
    if (stored.readNBytes(padding).length < padding) {
      throw new TarException("a sparse file ends within the list of its parts");
    }
    return parts;
  }

  private static long decimal(InputStream in, long[] counter) throws IOException {
    long value = 0;
    for (int c = in.read(); c != '\n'; c = in.read()) {
      counter[0]++;
      if (c < '0' || c > '9' || value > Long.MAX_VALUE / 100) {
        throw new TarException("the map of a sparse file is not decimal");
      }
      value = value * 10 + (c - '0');
    }
    counter[0]++;
    return value;
  }

  /** Form 0.1: {@code offset,length,offset,length…}. */
  private static List<Part> listedMap(String map) {
    String[] numbers = map.split(",", -1);
    var parts = new ArrayList<Part>();
    for (int i = 0; i + 1 < numbers.length; i += 2) {
      parts.add(new Part(Long.parseLong(numbers[i]), Long.parseLong(numbers[i + 1])));
    }
    return parts;
  }

  InputStream content() {
    return new Expanded();
  }

  /** The file with zeros in its holes. */
  private final class Expanded extends InputStream {
    private int next;
    private long position;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      while (next < parts.size() && position == end(parts.get(next))) {
        next++;
      }
      if (position == size) {
        return -1;
      }
      long start = next < parts.size() ? parts.get(next).offset() : size;
      if (position < start) {
        int n = (int) Math.min(length, start - position);
        Arrays.fill(bytes, offset, offset + n, (byte) 0);
        position += n;
        return n;
      }
      int n = stored.read(bytes, offset, (int) Math.min(length, end(parts.get(next)) - position));
      if (n < 0) {
        throw new TarException("a sparse file is shorter than its map says");
      }
      position += n;
      return n;
    }

    private static long end(Part part) {
      return part.offset() + part.length();
    }
  }
}
