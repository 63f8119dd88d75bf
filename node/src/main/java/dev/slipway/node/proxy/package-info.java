/**
 * Connections into the cluster: ClusterIP, NodePort and LoadBalancer services by connection,
 * Ingress by HTTP request.
 *
 * <p>One virtual thread per direction of a connection, plain blocking sockets. What a terminating
 * pod still serves is counted here, so that its node can wait for the last answer before it ends
 * the process.
 */
@NullMarked
package dev.slipway.node.proxy;

import org.jspecify.annotations.NullMarked;
