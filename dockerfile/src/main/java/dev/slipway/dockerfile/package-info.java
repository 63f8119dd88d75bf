/** From a Dockerfile and a context to an image. */
@NullMarked
package dev.slipway.dockerfile;

import org.jspecify.annotations.NullMarked;
