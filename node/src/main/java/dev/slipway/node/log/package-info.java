/** Container logs as supervisors write them (container runtime interface), read as kubectl asks. */
@NullMarked
package dev.slipway.node.log;

import org.jspecify.annotations.NullMarked;
