/**
 * Actions: the built-in ones, those written in JavaScript, and composites of steps.
 *
 * <p>{@link dev.slipway.runner.action.NativeAction} is an action that the process performs itself;
 * {@link dev.slipway.runner.action.ActionRun} is all it may see and do of the job.
 */
@NullMarked
package dev.slipway.runner.action;

import org.jspecify.annotations.NullMarked;
