package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.dockerfile.CacheCleaning;
import dev.slipway.dockerfile.CacheLimits;
import dev.slipway.dockerfile.build.LocalImageBuilder;
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
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps the build cache within its limits. What images with a name, releases and pods need stays,
 * whatever its age.
 */
final class CacheUpkeep implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(CacheUpkeep.class.getName());
  private static final int MAX_DOCUMENT = 8 << 20;
  private static final long MINUTES = 360;

  /** The first time comes soon: a process may never get old. */
  private static final long FIRST_MINUTES = 10;

  private final LocalImageBuilder builder;
  private final BlobStore blobs;
  private final Snapshots snapshots;
  private final ImageCatalog catalog;
  private final Supplier<Set<String>> needed;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("cache-upkeep").factory());

  /**
   * @param needed images that releases and pods name, by digest or tag
   */
  CacheUpkeep(ImageStock stock, Snapshots snapshots, Supplier<Set<String>> needed) {
    this.builder = stock.builder();
    this.blobs = stock.blobs();
    this.snapshots = snapshots;
    this.catalog = stock.catalog();
    this.needed = needed;
  }

  /** Cleans now and then until closed. */
  CacheUpkeep start() {
    var _ = timer.scheduleAtFixedRate(this::cleanQuietly, FIRST_MINUTES, MINUTES, TimeUnit.MINUTES);
    return this;
  }

  private void cleanQuietly() {
    try {
      clean(CacheLimits.STANDARD)
          .ifPresent(
              done -> LOG.log(System.Logger.Level.INFO, "cleaned the build cache: {0}", done));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "could not clean the build cache", e);
    }
  }

  /** Cleans; empty while a build goes on. */
  Optional<CacheCleaning> clean(CacheLimits limits) {
    try {
      return builder.clean(limits, needed());
    } catch (IOException e) {
      throw new SlipwayException("could not read what images need: " + e.getMessage(), e);
    }
  }

  private Set<SnapshotId> needed() throws IOException {
    var found = new HashSet<SnapshotId>();
    for (ImageCatalog.Entry entry : catalog.list()) {
      addImage(entry.manifest().digest(), found);
    }
    for (String image : needed.get()) {
      addNamed(image, found);
    }
    return found;
  }

  private void addNamed(String image, Set<SnapshotId> found) throws IOException {
    Optional<Digest> alone = Digest.find(image);
    if (alone.isPresent()) {
      addImage(alone.get(), found);
      return;
    }
    ImageReference reference;
    try {
      reference = ImageReference.parse(image);
    } catch (InputException e) {
      // A pod may name anything; what is no name has no image.
      return;
    }
    Optional<Digest> digest = catalog.find(reference).map(Descriptor::digest).or(reference::digest);
    if (digest.isPresent()) {
      addImage(digest.get(), found);
    }
  }

  private void addImage(Digest digest, Set<SnapshotId> found) throws IOException {
    if (!blobs.has(digest)) {
      return;
    }
    switch (Manifest.parse(blobs.read(digest, MAX_DOCUMENT), "")) {
      case ImageManifest manifest -> addLayers(manifest, found);
      case ImageIndex index -> {
        Optional<Descriptor> ours = index.select(Platform.host());
        if (ours.isPresent()) {
          addImage(ours.get().digest(), found);
        }
      }
    }
  }

  /** Every prefix of its layers: a pod may be about to unpack the rest. */
  private void addLayers(ImageManifest manifest, Set<SnapshotId> found) throws IOException {
    if (!blobs.has(manifest.config().digest())) {
      return;
    }
    var config = ImageConfig.parse(blobs.read(manifest.config().digest(), MAX_DOCUMENT));
    List<Digest> diffIds = config.diffIds();
    for (int count = 1; count <= diffIds.size(); count++) {
      ChainId.of(diffIds.subList(0, count)).flatMap(snapshots::find).ifPresent(found::add);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
