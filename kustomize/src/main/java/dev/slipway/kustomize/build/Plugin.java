package dev.slipway.kustomize.build;

import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.resource.Origin;

/**
 * An object that configures a step.
 *
 * @param section its fields
 * @param origin where it is, with its kind and name
 */
record Plugin(Section section, Origin origin) {}
