/** Actions that put a tool chain first on the PATH. */
@NullMarked
package dev.slipway.runner.builtin.setup;

import org.jspecify.annotations.NullMarked;
