package dev.slipway.identity.federation;

/**
 * Something about a provider that is allowed and probably not meant.
 *
 * @param rule a short name of the finding, stable
 * @param problem what may go wrong
 * @param hint what to write instead
 */
public record Advice(String rule, String problem, String hint) {}
