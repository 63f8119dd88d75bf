package dev.slipway.oci.layer;

import java.util.zip.Deflater;

/**
 * How a block of a gzip stream is coded. Decided by the block alone, so that equal input gives
 * equal output.
 *
 * <p>Looking for repetitions is most of the work of deflating. It is in vain for archives, pictures
 * and ciphertext, whose bytes have no pattern at all, and for base64 and numbers of floating point,
 * where some bytes are more frequent than others and that is all.
 */
enum BlockCoding {
  /** Repetitions are replaced, the rest is coded by frequency. */
  MATCHED(Deflater.DEFAULT_STRATEGY),
  /** Coded by frequency: there, a fifth of the time, and smaller than with a few chance matches. */
  FREQUENCIES(Deflater.HUFFMAN_ONLY),
  /** As it is (RFC 1951, 3.2.4), which costs a copy. */
  STORED(Deflater.HUFFMAN_ONLY);

  private static final int FIRST_LOOK = 8 << 10;

  /** As far as deflate looks back. */
  private static final int SAMPLE = 32 << 10;

  /** In bits a byte. Text and programs have less. */
  private static final double PATTERNLESS = 5.8;

  private static final double EVEN = 7.9;

  private final int strategy;

  BlockCoding(int strategy) {
    this.strategy = strategy;
  }

  /** What {@link Deflater#setStrategy} wants to hear. */
  int strategy() {
    return strategy;
  }

  /**
   * The coding that suits a block, by a look at two parts of it. They are not at its ends: a tar
   * archive has its headers there, and the rest of another file.
   */
  static BlockCoding of(byte[] block, int length) {
    if (length < 4 * SAMPLE) {
      return MATCHED;
    }
    int one = length / 4;
    int other = length / 4 * 3 - SAMPLE;
    double least = Math.min(entropy(block, one), entropy(block, other));
    if (least < PATTERNLESS || repeats(block, one, FIRST_LOOK)) {
      return MATCHED;
    }
    if (repeats(block, one, SAMPLE) || repeats(block, other, SAMPLE)) {
      return MATCHED;
    }
    return least < EVEN ? FREQUENCIES : STORED;
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

  /** Whether matching makes a part smaller by a fiftieth at least. */
  private static boolean repeats(byte[] block, int offset, int length) {
    int coded = deflated(block, offset, length, FREQUENCIES);
    return deflated(block, offset, length, MATCHED) < coded - coded / 50;
  }

  private static int deflated(byte[] block, int offset, int length, BlockCoding coding) {
    var deflater = new Deflater(ParallelGzipStream.LEVEL, true);
    try {
      deflater.setStrategy(coding.strategy);
      deflater.setInput(block, offset, length);
      deflater.finish();
      var out = new byte[2 * length];
      int size = 0;
      // After a change of the strategy the first call may give nothing yet.
      while (!deflater.finished()) {
        size += deflater.deflate(out, size, out.length - size);
      }
      return size;
    } finally {
      deflater.end();
    }
  }
}
