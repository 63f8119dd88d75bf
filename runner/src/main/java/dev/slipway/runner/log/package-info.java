/**
 * Logs of jobs: files that many may follow while they are written.
 *
 * <p>A line is in its file when {@code JobLog.add} returns, so it outlives the process whenever
 * that is killed. It is shown only once it is on the disk, so no line that anybody has seen is lost
 * with the power either. Steps do not wait for that: whoever looks does, and without anybody the
 * disk has every line within a quarter of a second. A log is on the disk as a whole before its job
 * is over.
 */
@NullMarked
package dev.slipway.runner.log;

import org.jspecify.annotations.NullMarked;
