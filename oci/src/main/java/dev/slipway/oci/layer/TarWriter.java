package dev.slipway.oci.layer;

import dev.slipway.oci.layer.TarHeader.Field;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a tar: ustar headers, with a pax header before those that ustar cannot express.
 *
 * <p>Equal entries make equal bytes. For one thread.
 */
public final class TarWriter implements AutoCloseable {
  private static final byte[] PAX_NAME = "PaxHeaders.0/x".getBytes(StandardCharsets.US_ASCII);
  private static final int BUFFER = 128 << 10;

  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER];
  private long left;
  private int padding;

  public TarWriter(OutputStream out) {
    this.out = out;
  }

  /** Writes an entry without content. */
  public void put(TarEntry entry) throws IOException {
    put(entry, InputStream.nullInputStream());
  }

  /**
   * Writes an entry.
   *
   * @param content exactly as long as the entry says; not closed
   * @throws TarException when it is shorter or longer: the file changed while it was read
   */
  public void put(TarEntry entry, InputStream content) throws IOException {
    writeHeader(entry);
    for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
      if (n > left) {
        throw changed(entry);
      }
      out.write(buffer, 0, n);
      left -= n;
    }
    if (left > 0) {
      throw changed(entry);
    }
    out.write(new byte[padding]);
  }

  private static TarException changed(TarEntry entry) {
    return new TarException(
        entry.displayName() + " does not have " + entry.size() + " bytes: it changed while read");
  }

  private void writeHeader(TarEntry entry) throws IOException {
    var pax = new PaxRecords();
    var header = new TarHeader();
    header.flag(entry.kind().flag());
    name(header, entry.name(), pax);
    link(header, entry.target(), pax);
    number(header, Field.MODE, entry.permissions(), "", pax);
    number(header, Field.UID, Integer.toUnsignedLong(entry.uid()), "uid", pax);
    number(header, Field.GID, Integer.toUnsignedLong(entry.gid()), "gid", pax);
    number(header, Field.SIZE, entry.size(), "size", pax);
    number(header, Field.MAJOR, entry.major(), "", pax);
    number(header, Field.MINOR, entry.minor(), "", pax);
    time(header, entry, pax);
    entry.attributes().forEach((name, value) -> pax.put(PaxRecords.ATTRIBUTE + name, value));
    if (!pax.isEmpty()) {
      writePax(pax.toBytes());
    }
    header.seal();
    out.write(header.block());
    left = entry.size();
    padding = padding(entry.size());
  }

  private static void name(TarHeader header, byte[] name, PaxRecords pax) {
    if (isAscii(name) && name.length <= Field.NAME.length()) {
      header.text(Field.NAME, name);
      return;
    }
    int slash = isAscii(name) ? split(name) : -1;
    if (slash > 0) {
      header.text(Field.PREFIX, Arrays.copyOf(name, slash));
      header.text(Field.NAME, Arrays.copyOfRange(name, slash + 1, name.length));
      return;
    }
    pax.put("path", name);
    header.text(Field.NAME, name);
  }

  /** Where to cut a name into prefix and name; -1 when it does not fit. */
  private static int split(byte[] name) {
    int first = name.length - Field.NAME.length() - 1;
    int last = Math.min(Field.PREFIX.length(), name.length - 2);
    for (int i = Math.max(1, first); i <= last; i++) {
      if (name[i] == '/') {
        return i;
      }
    }
    return -1;
  }

  private static void link(TarHeader header, byte[] target, PaxRecords pax) {
    if (!isAscii(target) || target.length > Field.LINK.length()) {
      pax.put("linkpath", target);
    }
    header.text(Field.LINK, target);
  }

  private static void number(
      TarHeader header, Field field, long value, String key, PaxRecords pax) {
    if (value <= field.max()) {
      header.number(field, value);
    } else if (key.isEmpty()) {
      throw new IllegalArgumentException(value + " does not fit the tar header's " + field);
    } else {
      header.number(field, 0);
      pax.put(key, value);
    }
  }

  private static void time(TarHeader header, TarEntry entry, PaxRecords pax) {
    long seconds = entry.seconds();
    boolean fits = seconds >= 0 && seconds <= Field.TIME.max();
    header.number(Field.TIME, fits ? seconds : 0);
    if (!fits || entry.nanos() != 0) {
      pax.putTime("mtime", seconds, entry.nanos());
    }
  }

  private void writePax(byte[] records) throws IOException {
    var header = new TarHeader();
    header.flag('x');
    header.text(Field.NAME, PAX_NAME);
    header.number(Field.MODE, 0644);
    header.number(Field.UID, 0);
    header.number(Field.GID, 0);
    header.number(Field.SIZE, records.length);
    header.number(Field.TIME, 0);
    header.number(Field.MAJOR, 0);
    header.number(Field.MINOR, 0);
    header.seal();
    out.write(header.block());
    out.write(records);
    out.write(new byte[padding(records.length)]);
  }

  /** Writes the end mark and closes the stream below. */
  @Override
  public void close() throws IOException {
    finish();
    out.close();
  }

  /** Writes the end mark. */
  public void finish() throws IOException {
    out.write(new byte[2 * TarHeader.BLOCK]);
  }

  private static int padding(long size) {
    return (int) (-size & (TarHeader.BLOCK - 1));
  }

  private static boolean isAscii(byte[] text) {
    for (byte b : text) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }
}
