package dev.slipway.forge.check;

import java.time.Instant;

/**
 * A status of a commit; of several with one context the latest counts.
 *
 * @param context what was checked
 * @param state {@code pending}, {@code success}, {@code failure} or {@code error}
 * @param url where more is to be seen; empty for nowhere
 */
public record PostedStatus(
    long id,
    String sha,
    String context,
    String state,
    String description,
    String url,
    String creator,
    Instant created) {}
