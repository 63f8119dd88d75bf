/** Digests, manifests, layers, the blob store and the registry client. */
@NullMarked
package dev.slipway.oci;

import org.jspecify.annotations.NullMarked;
