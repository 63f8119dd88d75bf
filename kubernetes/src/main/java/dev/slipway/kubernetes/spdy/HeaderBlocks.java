package dev.slipway.kubernetes.spdy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Headers of one connection: one compressed stream in each direction, flushed after each block. */
final class HeaderBlocks implements AutoCloseable {
  private static final int MOST_BYTES = 64 << 10;
  private static final int MOST_HEADERS = 100;

  private final byte[] dictionary = HeaderDictionary.bytes();
  private final Inflater inflater = new Inflater();
  private final Deflater deflater = new Deflater();

  HeaderBlocks() {
    deflater.setDictionary(dictionary);
  }

  /** Reads the next block; names are lower case, several values of one name joined by NUL. */
  Map<String, String> read(byte[] block) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(inflate(block)));
    int count = in.readInt();
    if (count < 0 || count > MOST_HEADERS) {
      throw new IOException("a block of " + count + " headers");
    }
    var headers = new LinkedHashMap<String, String>();
    for (int i = 0; i < count; i++) {
      headers.put(text(in).toLowerCase(Locale.ROOT), text(in));
    }
    return headers;
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MOST_BYTES) {
      throw new IOException("a header of " + length + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("a header ends early");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private byte[] inflate(byte[] block) throws IOException {
    var out = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    inflater.setInput(block);
    try {
      while (true) {
        int n = inflater.inflate(buffer);
        out.write(buffer, 0, n);
        if (out.size() > MOST_BYTES) {
          throw new IOException("headers of more than " + MOST_BYTES + " bytes");
        }
        if (n == 0 && inflater.needsDictionary()) {
          inflater.setDictionary(dictionary);
        } else if (n == 0) {
          return out.toByteArray();
        }
      }
    } catch (DataFormatException | IllegalArgumentException e) {
      throw new IOException("headers that cannot be unpacked", e);
    }
  }

  byte[] write(Map<String, String> headers) throws IOException {
    var plain = new ByteArrayOutputStream();
    var out = new DataOutputStream(plain);
    out.writeInt(headers.size());
    for (var header : headers.entrySet()) {
      for (String text : new String[] {header.getKey(), header.getValue()}) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
      }
    }
    deflater.setInput(plain.toByteArray());
    var packed = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    for (int n = flush(buffer); n > 0; n = flush(buffer)) {
      packed.write(buffer, 0, n);
    }
    return packed.toByteArray();
  }

  private int flush(byte[] buffer) {
    return deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
  }

  @Override
  public void close() {
    inflater.end();
    deflater.end();
  }
}
