package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.ResourceId;
import dev.slipway.kustomize.resource.Resources;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The objects by every id they ever had, made once for patches that follow each other and change no
 * names.
 */
public final class PatchIndex {
  private final Map<ResourceId, Set<Resource>> index = new HashMap<>();
  private boolean made;

  Set<Resource> find(ResourceId id, Resources resources) {
    if (!made) {
      index.putAll(resources.byEveryId());
      made = true;
    }
    return index.getOrDefault(id, Set.of());
  }

  /** To be told of what is no longer there. */
  void forget(Resource resource) {
    index.values().forEach(found -> found.remove(resource));
  }
}
