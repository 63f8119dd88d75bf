package dev.slipway.kubernetes.store;

import dev.slipway.manifest.KubeObject;
import java.util.List;

/**
 * All objects of a resource at one moment, ordered by namespace and name.
 *
 * @param version the global version of that moment; a watch from it misses nothing
 */
public record Listing(long version, List<KubeObject> items) {}
