/** Slipway's own API over repositories, tags with their history, clean-up and collection. */
@NullMarked
package dev.slipway.registry.api;

import org.jspecify.annotations.NullMarked;
