package dev.slipway.forge.check;

import java.time.Instant;
import java.util.Optional;

/**
 * A check run of a commit.
 *
 * @param status {@code queued}, {@code in_progress} or {@code completed}
 * @param conclusion empty until it is completed
 * @param details more of it, as GitHub's API shows it: an object in JSON
 */
public record PostedCheck(
    long id,
    String sha,
    String name,
    String status,
    String conclusion,
    String details,
    String creator,
    Instant started,
    Optional<Instant> completed) {}
