package dev.slipway.registry;

import dev.slipway.oci.Digest;
import java.util.Map;

/** Port: images that a clean-up must keep, whatever its policies say. */
@FunctionalInterface
public interface ImagesInUse {
  /** None. */
  ImagesInUse NONE = Map::of;

  /**
   * Each image in use with the reason in words, such as {@code production can go back to it
   * (release 11)}. Parts of an index are kept with it.
   */
  Map<Digest, String> reasons();
}
