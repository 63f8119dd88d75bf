/**
 * The process: rooms wired by hand, configuration and lifecycle.
 *
 * <p>{@link dev.slipway.daemon.Main} is the only entry; everything else is built in {@code
 * Instance} in the order in which it is needed and closed in the opposite one.
 */
@NullMarked
package dev.slipway.daemon;

import org.jspecify.annotations.NullMarked;
