/**
 * The three ways to patch a Kubernetes object: strategic merge, JSON merge patch (RFC 7386) and
 * JSON patch (RFC 6902); stateless and thread-safe.
 */
@NullMarked
package dev.slipway.manifest.patch;

import org.jspecify.annotations.NullMarked;
