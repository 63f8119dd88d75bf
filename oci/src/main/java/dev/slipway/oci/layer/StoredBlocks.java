package dev.slipway.oci.layer;

/** Deflate's stored blocks (RFC 1951, 3.2.4). */
final class StoredBlocks {
  private static final int MOST = 0xffff;
  private static final int HEADER = 5;

  private StoredBlocks() {}

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
