/**
 * A pod's volumes as directories of the node: what is in them, and how their contents change under
 * running containers without anyone seeing half of a change.
 */
@NullMarked
package dev.slipway.node.volume;

import org.jspecify.annotations.NullMarked;
