/** The durable account of environments, releases, their manifests and quarantined commits. */
@NullMarked
package dev.slipway.delivery.ledger;

import org.jspecify.annotations.NullMarked;
