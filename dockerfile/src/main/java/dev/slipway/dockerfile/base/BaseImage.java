package dev.slipway.dockerfile.base;

import dev.slipway.dockerfile.StandIn;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageConfig;
import dev.slipway.oci.Layer;
import java.util.List;
import java.util.Optional;

/**
 * An image to build on; its blobs are in the blob store.
 *
 * @param manifest the image manifest of this machine's platform
 * @param layers the lowest first
 * @param standIn set when it is not the real image
 */
public record BaseImage(
    Descriptor manifest, ImageConfig config, List<Layer> layers, Optional<StandIn> standIn) {
  public BaseImage {
    layers = List.copyOf(layers);
  }
}
