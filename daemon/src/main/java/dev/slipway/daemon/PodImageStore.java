package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.container.snapshot.Snapshots;
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
import dev.slipway.oci.client.Login;
import dev.slipway.oci.client.RegistryClient;
import dev.slipway.oci.client.RegistryException;
import dev.slipway.oci.layer.LayerUnpacker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Images for pods: what this instance holds costs a look-up, as its layers are snapshots already;
 * everything else is pulled from the registry it is named after.
 */
final class PodImageStore implements PodImages {
  private static final System.Logger LOG = System.getLogger(PodImageStore.class.getName());
  private static final int MAX_DOCUMENT = 8 << 20;

  private final BlobStore blobs;
  private final Snapshots snapshots;
  private final LayerUnpacker unpacker;
  private final ImageCatalog local;
  private final PulledImages pulled;

  PodImageStore(BlobStore blobs, Snapshots snapshots, ImageCatalog local, PulledImages pulled) {
    this.blobs = blobs;
    this.snapshots = snapshots;
    this.unpacker = new LayerUnpacker(blobs);
    this.local = local;
    this.pulled = pulled;
  }

  @Override
  public boolean isPresent(String reference) {
    try {
      ImageReference parsed = ImageReference.parse(reference);
      return local.find(parsed).or(() -> present(parsed)).isPresent();
    } catch (InputException e) {
      return false;
    }
  }

  /** What was pulled from elsewhere and has not been cleaned away since. */
  private Optional<Descriptor> present(ImageReference reference) {
    return pulled.find(reference).filter(this::isWhole);
  }

  private boolean isWhole(Descriptor descriptor) {
    try {
      if (!blobs.has(descriptor.digest())) {
        return false;
      }
      var manifest = ImageManifest.parse(blobs.read(descriptor.digest(), MAX_DOCUMENT));
      if (!blobs.has(manifest.config().digest())) {
        return false;
      }
      var config = ImageConfig.parse(blobs.read(manifest.config().digest(), MAX_DOCUMENT));
      return ChainId.of(config.diffIds()).flatMap(snapshots::find).isPresent()
          || manifest.layers().stream().allMatch(layer -> blobs.has(layer.digest()));
    } catch (IOException | InputException e) {
      LOG.log(System.Logger.Level.WARNING, "image " + descriptor.digest() + " is pulled again", e);
      return false;
    }
  }

  @Override
  public List<Stored> stored() throws IOException {
    var names = new LinkedHashMap<Descriptor, Set<String>>();
    for (ImageCatalog.Entry entry : local.list()) {
      add(names, entry);
    }
    for (ImageCatalog.Entry entry : pulled.list()) {
      if (isWhole(entry.manifest())) {
        add(names, entry);
      }
    }
    var all = new ArrayList<Stored>();
    for (var one : names.entrySet()) {
      all.add(new Stored(List.copyOf(one.getValue()), local.compressedBytes(one.getKey())));
    }
    return all;
  }

  private static void add(Map<Descriptor, Set<String>> names, ImageCatalog.Entry entry) {
    ImageReference name = ImageReference.parse(entry.name());
    Set<String> known = names.computeIfAbsent(entry.manifest(), m -> new LinkedHashSet<>());
    known.add(name.name() + "@" + entry.manifest().digest());
    known.add(name.toString());
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
    } catch (IOException | InputException e) {
      String why = SlipwayException.said(e);
      String what = "could not pull " + request.reference();
      throw new ImagePullException(Kind.FAILED, why.startsWith(what) ? why : what + ": " + why, e);
    }
  }

  private Descriptor descriptor(ImageReference reference, Request request)
      throws ImagePullException, IOException {
    // What is known here is current here: this instance is the registry of these names.
    Optional<Descriptor> known = local.find(reference);
    if (known.isPresent()) {
      return known.get();
    }
    Optional<Descriptor> before = present(reference);
    if (before.isPresent() && request.policy() != PullPolicy.ALWAYS) {
      return before.get();
    }
    if (request.policy() == PullPolicy.NEVER) {
      throw new ImagePullException(
          Kind.NEVER_PULLED,
          "Container image \""
              + request.reference()
              + "\" is not present with pull policy of Never");
    }
    Descriptor fetched = fetch(reference, PullSecrets.logins(request.secrets(), reference));
    pulled.put(reference, fetched);
    return fetched;
  }

  /** Asks the registry; with each login in turn while it refuses. */
  private Descriptor fetch(ImageReference reference, List<Login> logins) throws IOException {
    if (logins.isEmpty()) {
      return new RegistryClient(blobs, Credentials.NONE).pull(reference, Platform.host());
    }
    for (Login login : logins.subList(0, logins.size() - 1)) {
      try {
        return fetch(reference, login);
      } catch (RegistryException e) {
        if (e.reason() != RegistryException.Reason.DENIED) {
          throw e;
        }
      }
    }
    return fetch(reference, logins.getLast());
  }

  private Descriptor fetch(ImageReference reference, Login login) throws IOException {
    Credentials only =
        host -> host.equals(reference.host()) ? Optional.of(login) : Optional.empty();
    return new RegistryClient(blobs, only).pull(reference, Platform.host());
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
