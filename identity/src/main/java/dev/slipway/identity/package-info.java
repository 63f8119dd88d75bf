/**
 * Who makes a request, and what they may do: tokens, roles, bindings and the one authoriser.
 *
 * <p>Tokens are random, kept only as hashes, and end by time or by revocation. Decisions that
 * refuse or that allow a change are in the journal.
 */
@NullMarked
package dev.slipway.identity;

import org.jspecify.annotations.NullMarked;
