/**
 * Hosted git repositories: smart HTTP, pushes and what follows from them, pull requests, protection
 * of branches. Thread-safe; what follows a push is called on the thread of its request.
 */
@NullMarked
package dev.slipway.forge;

import org.jspecify.annotations.NullMarked;
