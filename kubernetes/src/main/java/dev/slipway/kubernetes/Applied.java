package dev.slipway.kubernetes;

import dev.slipway.manifest.KubeObject;

/**
 * What server-side apply did.
 *
 * @param object as it is now
 */
public record Applied(KubeObject object, How how) {
  /** Whether the object was there before. */
  public enum How {
    CREATED,
    CHANGED
  }
}
