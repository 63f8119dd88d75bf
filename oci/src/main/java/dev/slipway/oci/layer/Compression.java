package dev.slipway.oci.layer;

import dev.slipway.oci.MediaTypes;

/** How a layer's tar is compressed. */
public enum Compression {
  NONE(MediaTypes.LAYER),
  GZIP(MediaTypes.LAYER_GZIP),
  ZSTD(MediaTypes.LAYER_ZSTD);

  private final String mediaType;

  Compression(String mediaType) {
    this.mediaType = mediaType;
  }

  /** The OCI media type of such layers. */
  public String mediaType() {
    return mediaType;
  }
}
