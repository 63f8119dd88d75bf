/** Runs of workflows, and the jobs that they consist of. */
@NullMarked
package dev.slipway.runner;

import org.jspecify.annotations.NullMarked;
