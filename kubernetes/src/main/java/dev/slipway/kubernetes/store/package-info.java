/**
 * The cluster's objects: one durable file, everything in memory for reading, one writer.
 *
 * <p>A write is decided and numbered by the single writer thread, committed to SQLite together with
 * the writes that queued up meanwhile, then made visible to readers and watchers, and only then
 * acknowledged. So nothing is visible that a crash could take back, and a reader who saw a version
 * can watch from it. Objects are frozen and shared with readers; nobody changes their trees.
 */
@NullMarked
package dev.slipway.kubernetes.store;

import org.jspecify.annotations.NullMarked;
