package dev.slipway.delivery.ledger;

import dev.slipway.delivery.release.Environment;

/**
 * The right to decide about an environment. Whoever takes it later holds a higher token, and every
 * write of an earlier holder is refused: nothing is locked, nothing has to be unlocked (F2).
 */
public record Lease(Environment environment, long token) {}
