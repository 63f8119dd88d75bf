package dev.slipway.dockerfile.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.dockerfile.cache.CacheEntry;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.Layer;
import java.util.List;
import java.util.Optional;

/**
 * Exported results of steps: the configuration of an OCI artifact whose layers are those of the
 * results.
 *
 * @param entries each with its layer and without a snapshot, which means nothing elsewhere
 */
record CacheDocument(@JsonProperty("entries") List<CacheEntry> entries) {
  static final String MEDIA_TYPE = "application/vnd.slipway.buildcache.v1+json";

  CacheDocument {
    entries = List.copyOf(entries);
  }

  static CacheDocument parse(byte[] json, String name) {
    if (!Json.parse(json, name).isObject()) {
      throw new InputException(Position.of(name), "holds no results of builds", "");
    }
    return Json.parse(json, name, CacheDocument.class);
  }

  byte[] toBytes() {
    return Json.bytes(this);
  }

  /** The artifact's manifest. */
  ImageManifest manifest(Descriptor config) {
    List<Descriptor> layers =
        entries.stream()
            .flatMap(e -> e.layer().stream())
            .map(Layer::descriptor)
            .distinct()
            .toList();
    return ImageManifest.of(config, layers);
  }

  /** An entry as it is exported. */
  static CacheEntry exported(CacheEntry entry, Layer layer) {
    return new CacheEntry(
        entry.key(),
        entry.inputs(),
        entry.effective(),
        entry.result(),
        entry.below(),
        Optional.empty(),
        Optional.of(layer),
        entry.level(),
        entry.made());
  }
}
