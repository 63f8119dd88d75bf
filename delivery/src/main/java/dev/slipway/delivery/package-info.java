/**
 * Deliveries: releases recorded as they land in the cluster, whoever applied them, and the way
 * back.
 *
 * <p>Planners decide from the ledger and the cluster's objects; {@link
 * dev.slipway.delivery.Reconciler} carries out, one environment at a time. What is outside is a
 * port.
 */
@NullMarked
package dev.slipway.delivery;

import org.jspecify.annotations.NullMarked;
