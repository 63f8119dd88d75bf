package dev.slipway.registry;

import dev.slipway.oci.Digest;

/**
 * A manifest as it was pushed.
 *
 * @param bytes exactly those that came; not to be changed
 */
public record StoredManifest(Digest digest, String mediaType, byte[] bytes) {}
