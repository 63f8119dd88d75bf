package dev.slipway.oci.client;

import dev.slipway.oci.Descriptor;

/** Hears how far a transfer is; called from several threads. */
@FunctionalInterface
public interface Progress {
  Progress SILENT = (blob, bytes) -> {};

  /**
   * Some of a blob has been transferred.
   *
   * @param bytes so far
   */
  void transferred(Descriptor blob, long bytes);
}
