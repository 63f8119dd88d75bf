/**
 * What a release is, and the pure decisions about it: what landed, whether it holds, what comes
 * next.
 */
@NullMarked
package dev.slipway.delivery.release;

import org.jspecify.annotations.NullMarked;
