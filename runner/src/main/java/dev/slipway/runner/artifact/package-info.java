/** Artifacts of runs. */
@NullMarked
package dev.slipway.runner.artifact;

import org.jspecify.annotations.NullMarked;
