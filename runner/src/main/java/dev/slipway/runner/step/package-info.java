/** Executing the steps of one job: scripts and actions, their environment, conditions and ends. */
@NullMarked
package dev.slipway.runner.step;

import org.jspecify.annotations.NullMarked;
