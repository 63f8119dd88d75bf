package dev.slipway.oci.layer;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;

/** Streams that compress, and that undo whatever compression they find. */
public final class Compressors {
  // Worker mode would give other bytes: one thread, so that a layer has one digest everywhere.
  private static final int ZSTD_LEVEL = 3;
  private static final int BUFFER = 128 << 10;
  private static final int MAGIC = 6;

  private Compressors() {}

  /**
   * Compresses into {@code out}; closing finishes and closes it. Equal input makes equal output,
   * however many processors there are.
   */
  public static OutputStream compress(OutputStream out, Packing packing) throws IOException {
    return switch (packing.compression()) {
      case NONE -> out;
      case GZIP ->
          new ParallelGzipStream(
              out,
              Runtime.getRuntime().availableProcessors(),
              packing.level().orElse(ParallelGzipStream.LEVEL));
      case ZSTD ->
          new ZstdOutputStreamNoFinalizer(out, packing.level().orElse(ZSTD_LEVEL))
              .setChecksum(true);
    };
  }

  /** Reads gzip or zstd as told by the first bytes, anything else as it is. */
  public static InputStream decompress(InputStream in) throws IOException {
    var buffered = new BufferedInputStream(in, BUFFER);
    buffered.mark(MAGIC);
    byte[] magic = buffered.readNBytes(MAGIC);
    buffered.reset();
    if (starts(magic, 0x1f, 0x8b)) {
      return new GZIPInputStream(buffered, BUFFER);
    }
    // A zstd stream may begin with a skippable frame, which is 0x184D2A5?.
    boolean skippable = magic.length > 3 && (magic[0] & 0xf0) == 0x50 && magic[1] == 0x2a;
    if (starts(magic, 0x28, 0xb5, 0x2f, 0xfd) || (skippable && magic[2] == 0x4d)) {
      return new ZstdInputStreamNoFinalizer(buffered);
    }
    return buffered;
  }

  private static boolean starts(byte[] bytes, int... magic) {
    if (bytes.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((bytes[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
