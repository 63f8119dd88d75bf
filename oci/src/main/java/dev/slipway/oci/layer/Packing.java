package dev.slipway.oci.layer;

import java.util.Optional;

/**
 * How layers are compressed.
 *
 * @param level how hard, from 0 to {@link Compression#highestLevel()}; empty for the usual one
 */
public record Packing(Compression compression, Optional<Integer> level) {
  public Packing {
    if (level.isPresent() && (level.get() < 0 || level.get() > compression.highestLevel())) {
      throw new IllegalArgumentException(compression + " has no level " + level.get());
    }
  }

  /** At the usual level. */
  public static Packing of(Compression compression) {
    return new Packing(compression, Optional.empty());
  }

  /** The OCI media type of such layers. */
  public String mediaType() {
    return compression.mediaType();
  }
}
