package dev.slipway.delivery.release;

/**
 * Where releases go: a namespace of the cluster under the name people use (specification-notes
 * S44).
 *
 * @param name such as {@code production}; unique in the instance and kept once given
 */
public record Environment(String name, String namespace) {}
