/** SQLite access, migrations and the event journal. */
@NullMarked
package dev.slipway.store;

import org.jspecify.annotations.NullMarked;
