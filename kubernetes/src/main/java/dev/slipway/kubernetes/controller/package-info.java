/**
 * What keeps the cluster's promises: Deployments, ReplicaSets, endpoints, ownership and namespaces.
 *
 * <p>Every controller is a pure planner (a snapshot in, a list of {@link
 * dev.slipway.kubernetes.controller.Action}s out) and one shared executor that performs them, with
 * one work queue per controller: one worker at a time per key, no wake-up lost, nothing polled.
 */
@NullMarked
package dev.slipway.kubernetes.controller;

import org.jspecify.annotations.NullMarked;
