/**
 * Workload identity federation: pools, providers, the exchange of ID tokens, service accounts'
 * tokens.
 *
 * <p>Refusals say to outsiders what Google says; the full reason is in the audit trail.
 */
@NullMarked
package dev.slipway.identity.federation;

import org.jspecify.annotations.NullMarked;
