/** Kubernetes objects, their schemas, and the ways to patch them. */
@NullMarked
package dev.slipway.manifest;

import org.jspecify.annotations.NullMarked;
