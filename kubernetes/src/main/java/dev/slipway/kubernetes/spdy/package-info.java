/**
 * SPDY/3.1 as Kubernetes' clients speak it: many streams over one connection, for port forwarding
 * and for the remote commands of older clients.
 */
@NullMarked
package dev.slipway.kubernetes.spdy;

import org.jspecify.annotations.NullMarked;
