package dev.slipway.registry;

import dev.slipway.oci.Digest;
import java.time.Instant;
import java.util.Optional;

/**
 * One move of a tag.
 *
 * @param number its place among all moves, growing
 * @param name the repository's name in the registry, without a host
 * @param from what it named before; empty when it was new
 * @param to what it named then; empty when it was removed
 * @param principal who did it
 * @param run the run that it was done for; empty when a person did it
 * @param job the run's job
 * @param ref the branch or tag of git that the run was for, such as {@code refs/heads/main}
 * @param cause why, in a word or two: {@code push}, {@code undo of 12}, {@code clean-up old}
 */
public record TagMove(
    long number,
    String name,
    String tag,
    Optional<Digest> from,
    Optional<Digest> to,
    Instant time,
    String principal,
    Optional<String> run,
    Optional<String> job,
    Optional<String> ref,
    String cause) {}
