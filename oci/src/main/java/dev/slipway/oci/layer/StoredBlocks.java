package dev.slipway.oci.layer;

import java.util.zip.Deflater;

/**
 * Blocks that deflating would not make smaller: archives, pictures, ciphertext. They are stored as
 * they are (RFC 1951, 3.2.4), which costs a copy. Decides by the block alone, so that equal input
 * gives equal output.
 */
final class StoredBlocks {
  private static final int SAMPLE = 32 << 10;
  private static final int SAMPLES = 2;
  private static final int MOST = 0xffff;
  private static final int HEADER = 5;
  private static final double LEAST_ENTROPY = 7.9;

  private StoredBlocks() {}

  /**
   * Whether a block is stored: bytes of all values are about as frequent, and parts of it did not
   * get smaller by a fiftieth.
   */
  static boolean suit(byte[] block, int length) {
    if (length < SAMPLES * SAMPLE) {
      return false;
    }
    int step = (length - SAMPLE) / (SAMPLES - 1);
    for (int i = 0; i < SAMPLES; i++) {
      if (entropy(block, i * step) < LEAST_ENTROPY) {
        return false;
      }
    }
    for (int i = 0; i < SAMPLES; i++) {
      if (deflated(block, i * step) < SAMPLE - SAMPLE / 50) {
        return false;
      }
    }
    return true;
  }

  /** In bits a byte. */
  private static double entropy(byte[] block, int offset) {
    var counts = new int[256];
    for (int i = offset; i < offset + SAMPLE; i++) {
      counts[block[i] & 0xff]++;
    }
    double sum = 0;
    for (int count : counts) {
      if (count > 0) {
        double share = (double) count / SAMPLE;
        sum -= share * StrictMath.log(share) / StrictMath.log(2);
      }
    }
    return sum;
  }

  private static int deflated(byte[] block, int offset) {
    var deflater = new Deflater(ParallelGzipStream.LEVEL, true);
    try {
      deflater.setInput(block, offset, SAMPLE);
      deflater.finish();
      return deflater.deflate(new byte[2 * SAMPLE]);
    } finally {
      deflater.end();
    }
  }

  /** The block as deflate's stored blocks; none of them the last of the stream. */
  static byte[] of(byte[] block, int length) {
    int parts = (length + MOST - 1) / MOST;
    var out = new byte[length + parts * HEADER];
    int at = 0;
    for (int from = 0; from < length; from += MOST) {
      int size = Math.min(MOST, length - from);
      out[at] = 0;
      out[at + 1] = (byte) size;
      out[at + 2] = (byte) (size >>> 8);
      out[at + 3] = (byte) ~size;
      out[at + 4] = (byte) (~size >>> 8);
      System.arraycopy(block, from, out, at + HEADER, size);
      at += HEADER + size;
    }
    return out;
  }
}
