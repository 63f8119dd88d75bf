/** Asks containers how they are: what to ask, when, and what several answers together mean. */
@NullMarked
package dev.slipway.node.probe;

import org.jspecify.annotations.NullMarked;
