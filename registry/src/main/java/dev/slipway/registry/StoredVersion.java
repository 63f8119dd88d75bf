package dev.slipway.registry;

import dev.slipway.oci.Digest;
import java.time.Instant;
import java.util.Optional;

/**
 * One image or index as it lies under a name.
 *
 * @param name the repository's name in the registry, without a host
 * @param pushed when it first came
 * @param pusher who brought it
 * @param contentSize what a client downloads for it, bytes; zero when it came before that was noted
 * @param subject what it is about, for signatures and the like
 * @param pulled when it was last pulled, to the hour; empty when never
 */
public record StoredVersion(
    String name,
    Digest digest,
    String mediaType,
    Instant pushed,
    String pusher,
    long contentSize,
    Optional<Digest> subject,
    Optional<Instant> pulled) {}
