package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.manifest.KubeObject;
import dev.slipway.node.image.ImagePullException;
import dev.slipway.node.image.ImagePullException.Kind;
import dev.slipway.node.image.PodImages;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.ChainId;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageConfig;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.Manifest;
import dev.slipway.oci.Platform;
import dev.slipway.oci.client.Credentials;
import dev.slipway.oci.client.RegistryClient;
import dev.slipway.oci.layer.LayerUnpacker;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Images for pods: what this instance holds costs a look-up, as its layers are snapshots already;
 * everything else is pulled from the registry it is named after.
 */
final class PodImageStore implements PodImages {
  private static final int MAX_DOCUMENT = 8 << 20;

  private final BlobStore blobs;
  private final Snapshots snapshots;
  private final LayerUnpacker unpacker;
  private final ImageCatalog local;

  PodImageStore(BlobStore blobs, Snapshots snapshots, ImageCatalog local) {
    this.blobs = blobs;
    this.snapshots = snapshots;
    this.unpacker = new LayerUnpacker(blobs);
    this.local = local;
  }

  @Override
  public boolean isPresent(String reference) {
    try {
      return local.find(ImageReference.parse(reference)).isPresent();
    } catch (InputException e) {
      return false;
    }
  }

  @Override
  public PodImage pull(Request request) throws ImagePullException, InterruptedException {
    ImageReference reference;
    try {
      reference = ImageReference.parse(request.reference());
    } catch (InputException e) {
      throw new ImagePullException(Kind.INVALID_NAME, e.problem(), e);
    }
    try {
      return image(reference, descriptor(reference, request));
    } catch (IOException e) {
      throw new ImagePullException(
          Kind.FAILED, "could not pull " + request.reference() + ": " + e.getMessage(), e);
    }
  }

  private Descriptor descriptor(ImageReference reference, Request request)
      throws ImagePullException, IOException {
    // What is known here is current here: this instance is the registry of these names.
    Optional<Descriptor> known = local.find(reference);
    if (known.isPresent()) {
      return known.get();
    }
    if (request.policy() == PullPolicy.NEVER) {
      throw new ImagePullException(
          Kind.NEVER_PULLED,
          "Container image \""
              + request.reference()
              + "\" is not present with pull policy of Never");
    }
    return new RegistryClient(blobs, credentials(request.secrets()))
        .pull(reference, Platform.host());
  }

  private Credentials credentials(List<KubeObject> secrets) {
    return PullSecrets.of(secrets);
  }

  private PodImage image(ImageReference reference, Descriptor descriptor)
      throws IOException, InterruptedException {
    Descriptor chosen = forThisMachine(descriptor);
    var manifest = ImageManifest.parse(blobs.read(chosen.digest(), MAX_DOCUMENT));
    var config = ImageConfig.parse(blobs.read(manifest.config().digest(), MAX_DOCUMENT));
    long bytes = manifest.layers().stream().mapToLong(Descriptor::size).sum();
    String id = reference.host() + "/" + reference.repository() + "@" + descriptor.digest();
    return new PodImage(root(manifest, config), config, id, bytes);
  }

  private Descriptor forThisMachine(Descriptor descriptor) throws IOException {
    byte[] document = blobs.read(descriptor.digest(), MAX_DOCUMENT);
    return switch (Manifest.parse(document, descriptor.mediaType())) {
      case ImageManifest manifest -> descriptor;
      case ImageIndex index ->
          index
              .select(Platform.host())
              .orElseThrow(() ->
                  new IOException(descriptor.digest() + " has no image for " + Platform.host()));
    };
  }

  private SnapshotId root(ImageManifest manifest, ImageConfig config)
      throws IOException, InterruptedException {
    List<Digest> diffIds = config.diffIds();
    if (diffIds.isEmpty() || diffIds.size() != manifest.layers().size()) {
      throw new IOException(
          "the image has "
              + manifest.layers().size()
              + " layers and "
              + diffIds.size()
              + " diff ids; a pod needs at least one file");
    }
    Optional<SnapshotId> below = Optional.empty();
    for (int i = 0; i < diffIds.size(); i++) {
      ChainId chain = ChainId.of(diffIds.subList(0, i + 1)).orElseThrow();
      Descriptor layer = manifest.layers().get(i);
      Digest diffId = diffIds.get(i);
      Optional<SnapshotId> parent = below;
      var lowers = parent.map(snapshots::lowers).orElse(List.of());
      below =
          Optional.of(
              snapshots.unpack(
                  parent, chain, directory -> unpacker.unpack(layer, diffId, directory, lowers)));
    }
    return below.orElseThrow();
  }
}
