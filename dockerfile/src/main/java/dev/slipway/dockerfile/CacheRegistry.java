package dev.slipway.dockerfile;

import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageReference;
import java.io.IOException;

/** Registries, as exported results of builds go to and come from. */
public interface CacheRegistry {
  /** Fetches a manifest with all that it names into the blob store. */
  Descriptor pull(ImageReference reference) throws IOException;

  /** Sends a manifest with all that it names. */
  void push(Descriptor manifest, ImageReference reference) throws IOException;
}
