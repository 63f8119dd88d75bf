/**
 * Which pods this node can take, and what stands in the way of the others, in Kubernetes' words.
 */
@NullMarked
package dev.slipway.node.schedule;

import org.jspecify.annotations.NullMarked;
