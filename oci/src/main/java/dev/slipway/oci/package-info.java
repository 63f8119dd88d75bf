/**
 * What the OCI specifications name: digests, descriptors, manifests, image configurations, and the
 * store that keeps blobs by digest.
 *
 * <p>Values are immutable. The bytes of a manifest or a configuration that came from elsewhere are
 * kept as they came, because their digest names them; records here are views of such bytes, or the
 * source of new ones.
 */
@NullMarked
package dev.slipway.oci;

import org.jspecify.annotations.NullMarked;
