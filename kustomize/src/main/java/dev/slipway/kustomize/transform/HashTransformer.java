package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.generate.ContentHash;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;

/** Appends the hash of their content to the names of generated objects. */
public final class HashTransformer implements Transformer {
  @Override
  public void transform(Resources resources) {
    for (Resource resource : resources) {
      if (resource.isHashed()) {
        resource.rememberNames();
        resource.setName(resource.name() + "-" + ContentHash.of(resource.tree()));
      }
    }
  }
}
