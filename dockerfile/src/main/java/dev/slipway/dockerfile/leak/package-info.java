/**
 * Finds secrets in what a build is about to ship: in the files of each of its layers, also those
 * that a later layer removes, and in the image's configuration.
 */
@NullMarked
package dev.slipway.dockerfile.leak;

import org.jspecify.annotations.NullMarked;
