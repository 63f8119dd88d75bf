/**
 * Kubernetes objects as trees, their names, kinds and selectors.
 *
 * <p>A {@link dev.slipway.manifest.KubeObject} is frozen: whoever holds one may share it between
 * threads, and nobody changes its tree. Editing makes a copy.
 */
@NullMarked
package dev.slipway.manifest;

import org.jspecify.annotations.NullMarked;
