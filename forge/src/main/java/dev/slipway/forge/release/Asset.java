package dev.slipway.forge.release;

import java.time.Instant;

/**
 * A file of a release.
 *
 * @param digest {@code sha256:…}
 */
public record Asset(
    long id,
    long release,
    String name,
    String label,
    String type,
    long size,
    String digest,
    String uploader,
    Instant created) {}
