package dev.slipway.kustomize.build;

import dev.slipway.kustomize.resource.Origin;
import dev.slipway.kustomize.transform.Transformer;

/**
 * A step of a kustomization.
 *
 * @param origin where it is configured
 */
record Step(Transformer transformer, Origin origin) {}
