/**
 * The one node of the cluster: it runs the pods that are assigned to it, tells how they are, and
 * answers for their logs and commands. The proxies in {@code node.proxy} bring connections to them.
 */
@NullMarked
package dev.slipway.node;

import org.jspecify.annotations.NullMarked;
