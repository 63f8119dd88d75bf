/**
 * A running Slipway as a program beside it meets it: where it is, its API, starting its process.
 */
@NullMarked
package dev.slipway.client;

import org.jspecify.annotations.NullMarked;
