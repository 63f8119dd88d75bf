/**
 * Logs of jobs: files that many may follow while they are written.
 *
 * <p>A line is written to its file before anybody sees it, so every line that was ever shown
 * survives the death of the process at any moment. It is flushed to the disk within a quarter of a
 * second and at the latest a thousand lines later, and at the end of each step: only so much can a
 * loss of power take.
 */
@NullMarked
package dev.slipway.runner.log;

import org.jspecify.annotations.NullMarked;
