/** Measures what the containers of pods use. */
@NullMarked
package dev.slipway.node.usage;

import org.jspecify.annotations.NullMarked;
