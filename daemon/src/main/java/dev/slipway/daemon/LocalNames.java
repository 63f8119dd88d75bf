package dev.slipway.daemon;

import dev.slipway.dockerfile.base.BaseLocks;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.ImageNames;
import dev.slipway.oci.Manifest;
import dev.slipway.registry.ContentOwners;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * What the images need that builds have named or repositories are locked to, whether or not a
 * registry holds them too.
 */
record LocalNames(ImageNames names, BaseLocks locks, BlobStore blobs) implements ContentOwners {
  private static final int MAX_DOCUMENT = 8 << 20;

  @Override
  public Set<Digest> needed() {
    var all = new HashSet<Digest>();
    var open = new ArrayDeque<Descriptor>();
    names.list().forEach(entry -> open.push(entry.manifest()));
    locks.images().forEach(open::push);
    while (!open.isEmpty()) {
      Descriptor next = open.pop();
      if (all.add(next.digest()) && blobs.has(next.digest())) {
        switch (read(next)) {
          case ImageManifest image -> image.references().forEach(part -> all.add(part.digest()));
          case ImageIndex index -> index.manifests().forEach(open::push);
        }
      }
    }
    return all;
  }

  private Manifest read(Descriptor descriptor) {
    try {
      byte[] document = blobs.read(descriptor.digest(), MAX_DOCUMENT);
      return Manifest.parse(document, descriptor.mediaType());
    } catch (IOException e) {
      throw new UncheckedIOException("reading the manifest " + descriptor.digest(), e);
    }
  }
}
