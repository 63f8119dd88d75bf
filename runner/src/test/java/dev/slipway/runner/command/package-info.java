/** Tests of what a step says to the runner. */
@NullMarked
package dev.slipway.runner.command;

import org.jspecify.annotations.NullMarked;
