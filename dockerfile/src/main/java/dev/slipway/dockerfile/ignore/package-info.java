/**
 * Which files of a build context do not exist for the build: {@code .dockerignore} with Docker's
 * semantics, matched in time proportional to the path whatever the patterns are. Immutable values,
 * safe for use from any thread.
 */
@NullMarked
package dev.slipway.dockerfile.ignore;

import org.jspecify.annotations.NullMarked;
