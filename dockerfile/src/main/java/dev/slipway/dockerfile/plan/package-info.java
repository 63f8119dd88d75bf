/**
 * From a Dockerfile, the caller's arguments and the configurations of its base images to what has
 * to be done: pure, so that a plan can be shown, tested by golden file, and refused before anything
 * runs.
 *
 * <p>Only what the target needs is planned. All values in a plan are expanded, all paths in images
 * absolute.
 */
@NullMarked
package dev.slipway.dockerfile.plan;

import org.jspecify.annotations.NullMarked;
