/** What a step says to the runner, by its output or by files, and what must not be said on. */
@NullMarked
package dev.slipway.runner.command;

import org.jspecify.annotations.NullMarked;
