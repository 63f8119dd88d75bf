/** The parts of identity put together, for the process that serves them. */
@NullMarked
package dev.slipway.identity.assembly;

import org.jspecify.annotations.NullMarked;
