/** Pods as containers, probes, logs; service and ingress proxies. */
@NullMarked
package dev.slipway.node;

import org.jspecify.annotations.NullMarked;
