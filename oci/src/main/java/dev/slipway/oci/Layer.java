package dev.slipway.oci;

/**
 * A layer as it lies in a blob store and as a manifest and a configuration name it.
 *
 * @param descriptor the compressed blob
 * @param diffId the digest of the uncompressed tar
 */
public record Layer(Descriptor descriptor, Digest diffId) {}
