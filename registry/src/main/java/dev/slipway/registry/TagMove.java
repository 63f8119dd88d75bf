package dev.slipway.registry;

import dev.slipway.oci.Digest;
import java.time.Instant;
import java.util.Optional;

/**
 * One move of a tag.
 *
 * @param name the repository's name in the registry, without a host
 * @param from what it named before; empty when it was new
 * @param to what it named then; empty when it was removed
 * @param principal who did it
 */
public record TagMove(
    String name,
    String tag,
    Optional<Digest> from,
    Optional<Digest> to,
    Instant time,
    String principal) {}
