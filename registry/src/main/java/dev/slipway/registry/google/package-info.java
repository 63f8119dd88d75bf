/** Artifact Registry's REST API over the registry, as {@code gcloud artifacts} speaks it. */
@NullMarked
package dev.slipway.registry.google;

import org.jspecify.annotations.NullMarked;
