package dev.slipway.dockerfile.plan;

import dev.slipway.base.InputException.Position;
import dev.slipway.oci.ImageConfig;

/** The configurations of base images: what a plan needs to know of them. */
@FunctionalInterface
public interface BaseConfigs {
  /**
   * An image's configuration.
   *
   * @param reference as the Dockerfile names it, variables replaced
   * @param position of the instruction that needs it, for the error when it cannot be had
   */
  ImageConfig config(String reference, Position position);
}
