/**
 * From layers and a configuration to an image: the configuration with its history, the manifest,
 * and the forms an image can leave in.
 */
@NullMarked
package dev.slipway.dockerfile.image;

import org.jspecify.annotations.NullMarked;
