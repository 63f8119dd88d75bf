package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.dockerfile.CacheRegistry;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.Platform;
import dev.slipway.oci.client.Credentials;
import dev.slipway.oci.client.RegistryClient;
import java.io.IOException;

/** Exported results of builds in other registries, with the logins of this machine's user. */
final class CacheRegistries implements CacheRegistry {
  private final RegistryClient client;
  private final ImageCatalog catalog;

  CacheRegistries(BlobStore blobs, Credentials credentials, ImageCatalog catalog) {
    this.client = new RegistryClient(blobs, credentials);
    this.catalog = catalog;
  }

  @Override
  public Descriptor pull(ImageReference reference) throws IOException {
    requireOther(reference);
    return client.pull(reference, Platform.host());
  }

  @Override
  public void push(Descriptor manifest, ImageReference reference) throws IOException {
    requireOther(reference);
    client.push(manifest, reference);
  }

  /** This instance's own results need no way through its own registry. */
  private void requireOther(ImageReference reference) {
    if (catalog.isHere(reference.host())) {
      throw new InputException(
          InputException.Position.of("the cache " + reference),
          "is at this instance, whose builder keeps its results anyway",
          "leave it out, or name another registry");
    }
  }
}
