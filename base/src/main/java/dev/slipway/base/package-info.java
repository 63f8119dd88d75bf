/**
 * The few things every room needs: input errors with a position, JSON, YAML, process launch,
 * durable files. All types are immutable or documented otherwise, and safe for use from any thread.
 */
@NullMarked
package dev.slipway.base;

import org.jspecify.annotations.NullMarked;
