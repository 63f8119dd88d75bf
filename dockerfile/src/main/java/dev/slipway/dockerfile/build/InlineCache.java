package dev.slipway.dockerfile.build;

import dev.slipway.base.Json;
import dev.slipway.dockerfile.build.StageRun.Done;
import dev.slipway.dockerfile.cache.CacheEntry;
import dev.slipway.oci.ChainId;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageConfig;
import dev.slipway.oci.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The results of an image's own steps as a field of its configuration: {@code type=inline}. Results
 * are named by the chains of their layers, so that equal builds make equal images, and of what went
 * into a key only its digest is told.
 */
final class InlineCache {
  private static final String FIELD = "dev.slipway.buildcache.v1";

  private final Shared shared;

  InlineCache(Shared shared) {
    this.shared = shared;
  }

  /** The results in a configuration, when it has any. */
  static Optional<CacheDocument> read(byte[] config) {
    JsonNode field = Json.parse(config, "image configuration").path(FIELD);
    return field.isObject()
        ? Optional.of(CacheDocument.parse(Json.bytes(field), FIELD))
        : Optional.empty();
  }

  /**
   * A configuration with the results of a finished build.
   *
   * @param layers those of the image, the lowest first
   */
  ImageConfig added(ImageConfig config, BuildSession session, List<Layer> layers) {
    var entries = new ArrayList<CacheEntry>();
    for (StageRun run : session.exportedRuns()) {
      for (Done done : run.done()) {
        List<Layer> upTo = layers.subList(0, depth(done.rootfs()));
        shared.cache().find(done.named()).ifPresent(entry -> addTo(entries, entry, upTo));
      }
    }
    return config.with(FIELD, Json.MAPPER.valueToTree(new CacheDocument(entries)));
  }

  private static int depth(Rootfs rootfs) {
    int depth = 0;
    Rootfs at = rootfs;
    while (at instanceof Rootfs.On on) {
      depth++;
      at = on.below();
    }
    return depth;
  }

  /** Under its key, and under that by the content of what it copied when that is another. */
  private static void addTo(List<CacheEntry> entries, CacheEntry entry, List<Layer> layers) {
    entries.add(named(entry, entry.key(), layers));
    if (!entry.effective().equals(entry.key())) {
      entries.add(named(entry, entry.effective(), layers));
    }
  }

  /**
   * @param layers up to that of the entry
   */
  private static CacheEntry named(CacheEntry entry, Digest key, List<Layer> layers) {
    return new CacheEntry(
        key,
        List.of(),
        entry.effective(),
        chain(layers),
        chain(layers.subList(0, layers.size() - 1)),
        Optional.empty(),
        Optional.of(layers.getLast()),
        entry.level(),
        entry.made());
  }

  private static String chain(List<Layer> layers) {
    return ChainId.of(layers.stream().map(Layer::diffId).toList())
        .map(ChainId::toString)
        .orElse(Rootfs.empty().name());
  }
}
