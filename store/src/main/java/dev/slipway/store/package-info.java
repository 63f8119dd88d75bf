/**
 * SQLite access, migrations and the event journal.
 *
 * <p>One writer thread per database: transactions are applied one after another and several of them
 * share one flush to disk. A write that has returned is durable. Reads run beside it on connections
 * of their own.
 */
@NullMarked
package dev.slipway.store;

import org.jspecify.annotations.NullMarked;
