/** Runs of workflows: what starts them, their state, their jobs' turns, and those who watch. */
@NullMarked
package dev.slipway.runner.run;

import org.jspecify.annotations.NullMarked;
