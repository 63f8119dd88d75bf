/**
 * What a job of a workflow may prove and do: its ID tokens and the tokens it works with, all of
 * which end with it (specification §9, S54, S55).
 */
@NullMarked
package dev.slipway.identity.job;

import org.jspecify.annotations.NullMarked;
