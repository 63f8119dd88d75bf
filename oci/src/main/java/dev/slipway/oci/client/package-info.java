/** Pulling from and pushing to image registries over HTTP. */
@NullMarked
package dev.slipway.oci.client;

import org.jspecify.annotations.NullMarked;
