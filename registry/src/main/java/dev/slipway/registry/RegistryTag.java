package dev.slipway.registry;

import dev.slipway.oci.Digest;
import java.time.Instant;

/**
 * A tag as it is now.
 *
 * @param name the repository's name in the registry, without a host
 * @param moved when it came to name this digest
 */
public record RegistryTag(String name, String tag, Digest digest, Instant moved) {}
