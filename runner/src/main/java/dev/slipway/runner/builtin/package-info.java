/** The native actions: each takes the inputs of the real one and leaves the same behind. */
@NullMarked
package dev.slipway.runner.builtin;

import org.jspecify.annotations.NullMarked;
