package dev.slipway.container;

/** Hears what a process writes, as it comes; each stream in order, both possibly at once. */
@FunctionalInterface
public interface OutputListener {
  /** The two output streams. */
  enum Stream {
    STDOUT,
    STDERR
  }

  /**
   * Some bytes, cut anywhere; the array is the listener's to keep. Whoever takes long here slows
   * the process down.
   */
  void output(Stream stream, byte[] bytes);
}
