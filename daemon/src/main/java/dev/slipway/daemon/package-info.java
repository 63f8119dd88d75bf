/** The process: rooms wired by hand, configuration and lifecycle. */
@NullMarked
package dev.slipway.daemon;

import org.jspecify.annotations.NullMarked;
