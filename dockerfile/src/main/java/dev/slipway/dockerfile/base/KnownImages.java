package dev.slipway.dockerfile.base;

import dev.slipway.oci.BlobStore;
import dev.slipway.oci.ImageNames;
import java.util.Optional;

/** Images that have a name on this machine: built here, or pulled before. */
public final class KnownImages implements ImageSource {
  private final ImageNames names;
  private final BlobStore blobs;

  public KnownImages(ImageNames names, BlobStore blobs) {
    this.names = names;
    this.blobs = blobs;
  }

  @Override
  public Answer look(BaseImages.Request request, String reasons) {
    return names
        .find(request.reference())
        .filter(entry -> blobs.has(entry.manifest().digest()))
        .<Answer>map(entry -> new Answer.Found(entry.manifest(), Optional.empty()))
        .orElseGet(() -> new Answer.Missing(""));
  }
}
