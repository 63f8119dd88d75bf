package dev.slipway.dockerfile.build;

import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.dockerfile.CacheLocation;
import dev.slipway.dockerfile.CacheLocation.Unreachable;
import dev.slipway.dockerfile.build.StageRun.Done;
import dev.slipway.dockerfile.cache.CacheEntry;
import dev.slipway.dockerfile.cache.Usage;
import dev.slipway.dockerfile.image.LayoutDirectory;
import dev.slipway.dockerfile.image.LayoutSource;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.Layer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes results of steps from elsewhere and leaves them there: {@code --cache-from, --cache-to}.
 */
final class CacheTransfer {
  private static final int MAX_DOCUMENT = 32 << 20;

  private final Shared shared;
  private final Progress progress;

  CacheTransfer(Shared shared, Progress progress) {
    this.shared = shared;
    this.progress = progress;
  }

  /** Reads what is there. A place that cannot be read is told and left out, as BuildKit does. */
  ImportedCache load(List<CacheLocation> locations) {
    var documents = new ArrayList<CacheDocument>();
    var layouts = new ArrayList<Path>();
    for (CacheLocation location : locations) {
      try {
        switch (location) {
          case CacheLocation.Kept kept -> {}
          case CacheLocation.Inline inline -> {}
          case CacheLocation.Directory directory -> {
            documents.add(read(directory.directory()));
            layouts.add(directory.directory());
          }
          case CacheLocation.Registry registry -> documents.add(read(registry));
        }
      } catch (IOException | InputException | SlipwayException e) {
        progress.notice("cannot take results from " + location.shown() + ": " + e.getMessage());
      }
    }
    return new ImportedCache(shared.workshop().blobs(), documents, layouts, progress);
  }

  private static CacheDocument read(Path directory) throws IOException {
    try (LayoutSource layout = LayoutSource.open(directory)) {
      for (Descriptor descriptor : layout.index().manifests()) {
        var manifest = ImageManifest.parse(layout.read(descriptor));
        if (manifest.config().mediaType().equals(CacheDocument.MEDIA_TYPE)) {
          return CacheDocument.parse(layout.read(manifest.config()), directory.toString());
        }
      }
    }
    throw new IOException("it holds no results of builds");
  }

  private CacheDocument read(CacheLocation.Registry registry) throws IOException {
    BlobStore blobs = shared.workshop().blobs();
    Descriptor found = shared.workshop().cacheRegistry().pull(registry.reference());
    var manifest = ImageManifest.parse(blobs.read(found.digest(), MAX_DOCUMENT));
    byte[] config = blobs.read(manifest.config().digest(), MAX_DOCUMENT);
    if (manifest.config().mediaType().equals(CacheDocument.MEDIA_TYPE)) {
      return CacheDocument.parse(config, registry.reference().toString());
    }
    return InlineCache.read(config)
        .orElseThrow(() -> new IOException("it holds no results of builds"));
  }

  /** Leaves a finished build's results where they are asked for. */
  void export(BuildSession session, List<CacheLocation> locations)
      throws IOException, InterruptedException {
    for (CacheLocation location : locations) {
      switch (location) {
        case CacheLocation.Kept kept -> {}
        // Is part of the image.
        case CacheLocation.Inline inline -> {}
        case CacheLocation.Directory directory ->
            export(
                session,
                location,
                directory.unreachable(),
                (blobs, descriptor, manifest) ->
                    LayoutDirectory.write(blobs, descriptor, manifest, directory.directory()));
        case CacheLocation.Registry registry ->
            export(
                session,
                location,
                registry.unreachable(),
                (blobs, descriptor, manifest) ->
                    shared.workshop().cacheRegistry().push(descriptor, registry.reference()));
      }
    }
  }

  /** Leaves an artifact somewhere. */
  @FunctionalInterface
  private interface Leaving {
    void leave(BlobStore blobs, Descriptor descriptor, ImageManifest manifest) throws IOException;
  }

  private void export(
      BuildSession session, CacheLocation location, Unreachable unreachable, Leaving leaving)
      throws IOException, InterruptedException {
    Progress.Running step = progress.start("exporting cache to " + location.shown());
    try {
      CacheDocument document = document(session, location.mode());
      BlobStore blobs = shared.workshop().blobs();
      Descriptor config = blobs.put(CacheDocument.MEDIA_TYPE, document.toBytes());
      ImageManifest manifest = document.manifest(config);
      Descriptor descriptor = blobs.put(manifest.descriptor().mediaType(), manifest.toBytes());
      leaving.leave(blobs, descriptor, manifest);
      step.finished();
    } catch (IOException | SlipwayException e) {
      step.failed(SlipwayException.said(e));
      switch (unreachable) {
        case FAILS -> throw e;
        case IS_TOLD ->
            progress.notice("cannot leave results in " + location.shown() + ": " + e.getMessage());
      }
    }
  }

  private CacheDocument document(BuildSession session, CacheLocation.Mode mode)
      throws IOException, InterruptedException {
    Map<String, Layer> layers = new HashMap<>();
    List<StageRun> runs =
        switch (mode) {
          case MIN -> session.exportedRuns();
          case MAX -> session.allRuns();
        };
    for (StageRun run : runs) {
      for (Done done : run.done()) {
        layers.put(done.result().name(), Waiting.until(done.result().layer()));
      }
    }
    var entries = new ArrayList<CacheEntry>();
    for (Usage usage : shared.cache().list()) {
      Layer layer = layers.get(usage.entry().result());
      if (layer != null) {
        entries.add(CacheDocument.exported(usage.entry(), layer));
      }
    }
    return new CacheDocument(entries);
  }
}
