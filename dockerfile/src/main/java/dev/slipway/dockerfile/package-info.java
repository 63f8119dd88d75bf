/**
 * From a Dockerfile and a context to an image: what callers ask for, what they hear while it is
 * built, and what they get.
 *
 * <p>The types here are values and ports; {@code dockerfile.build} holds the builder that
 * implements {@link dev.slipway.dockerfile.ImageBuilder}. A listener is called from many threads,
 * one event at a time per step.
 */
@NullMarked
package dev.slipway.dockerfile;

import org.jspecify.annotations.NullMarked;
