/**
 * Projects, service accounts and the policies that say who has which role on what.
 *
 * <p>Everything is in the database and, for deciding, in memory; a change replaces the snapshot.
 */
@NullMarked
package dev.slipway.identity.iam;

import org.jspecify.annotations.NullMarked;
