package dev.slipway.delivery.ledger;

/**
 * A commit that was rolled back and does not come back by itself: only a descendant of it ends the
 * quarantine (specification-notes S73).
 *
 * @param release the release that brought it
 */
public record Quarantine(String repository, String commit, int release, String reason) {}
