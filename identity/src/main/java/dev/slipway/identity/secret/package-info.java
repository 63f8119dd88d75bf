/**
 * Secrets and variables of repositories and their environments.
 *
 * <p>A secret is encrypted before it reaches the database, and leaves only towards a run; nothing
 * that answers a request can return its value.
 */
@NullMarked
package dev.slipway.identity.secret;

import org.jspecify.annotations.NullMarked;
