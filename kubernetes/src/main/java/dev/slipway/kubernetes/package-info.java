/**
 * The embedded cluster: {@link dev.slipway.kubernetes.Cluster} is its API for everyone inside the
 * process, with the same defaulting, validation and deletion semantics that clients get over HTTP.
 *
 * <p>All types are safe for use by many threads. Objects handed out are frozen.
 */
@NullMarked
package dev.slipway.kubernetes;

import org.jspecify.annotations.NullMarked;
