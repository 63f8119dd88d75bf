/** Cluster DNS: the names of Services and pods, answered from the cluster's objects. */
@NullMarked
package dev.slipway.node.dns;

import org.jspecify.annotations.NullMarked;
