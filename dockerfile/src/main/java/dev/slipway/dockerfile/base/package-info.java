/**
 * Where base images come from: the names known here, the registry they are named after, or a
 * stand-in built from Debian packages when that cannot be reached.
 */
@NullMarked
package dev.slipway.dockerfile.base;

import org.jspecify.annotations.NullMarked;
