/**
 * Networks of containers: one bridge per instance, one namespace per pod or run, addresses, the way
 * out to the internet, and a firewall around it all.
 *
 * <p>Types are safe for use from any thread.
 */
@NullMarked
package dev.slipway.container.network;

import org.jspecify.annotations.NullMarked;
