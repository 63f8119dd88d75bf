package dev.slipway.oci.layer;

import dev.slipway.oci.MediaTypes;

/** How a layer's tar is compressed. */
public enum Compression {
  NONE(MediaTypes.LAYER, 0),
  GZIP(MediaTypes.LAYER_GZIP, 9),
  ZSTD(MediaTypes.LAYER_ZSTD, 22);

  private final String mediaType;
  private final int highestLevel;

  Compression(String mediaType, int highestLevel) {
    this.mediaType = mediaType;
    this.highestLevel = highestLevel;
  }

  /** The OCI media type of such layers. */
  public String mediaType() {
    return mediaType;
  }

  /** The level that compresses most and takes longest; levels begin with 0. */
  public int highestLevel() {
    return highestLevel;
  }
}
