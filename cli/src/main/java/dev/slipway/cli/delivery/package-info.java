/** The commands about environments, releases and the way back. */
@NullMarked
package dev.slipway.cli.delivery;

import org.jspecify.annotations.NullMarked;
