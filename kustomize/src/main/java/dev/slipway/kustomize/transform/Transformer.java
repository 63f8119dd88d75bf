package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.resource.Resources;

/** A step of a build that changes objects. */
public interface Transformer {
  void transform(Resources resources);
}
