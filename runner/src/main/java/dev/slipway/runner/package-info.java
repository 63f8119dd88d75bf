/**
 * What executing a job needs from outside: who it acts as, what it may know, where it can listen.
 *
 * <p>The process implements these ports; the rooms below use them.
 */
@NullMarked
package dev.slipway.runner;

import org.jspecify.annotations.NullMarked;
