/**
 * The life of a pod on this node.
 *
 * <pre>
 * Pods                     which pods there are, one PodLife for each
 *  └ PodLife               volumes, network, init containers, main containers, the end
 *     └ ContainerLife      image, create, start, watch, restart with back-off
 *        └ ProbeLoop       startup, liveness, readiness
 * </pre>
 *
 * <p>Each life is a virtual thread of plain blocking code. What it observes goes to a {@link
 * dev.slipway.node.pod.PodBoard}, from which one writer makes the pod's status.
 */
@NullMarked
package dev.slipway.node.pod;

import org.jspecify.annotations.NullMarked;
