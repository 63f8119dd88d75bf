/**
 * What was built before: keys made of everything that decides a step's result, and a store from
 * keys to layers.
 *
 * <p>A key stands for a step's definition and for what its inputs hold, never for times. Every part
 * of a key is kept beside its digest, so that a miss can be explained. Noting a result is the last
 * thing that happens to a step, and what a note names is looked for before it is believed, so a
 * process killed at any moment leaves no wrong entry.
 */
@NullMarked
package dev.slipway.dockerfile.cache;

import org.jspecify.annotations.NullMarked;
