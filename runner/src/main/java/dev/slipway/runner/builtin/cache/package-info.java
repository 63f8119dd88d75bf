/** {@code actions/cache} and what other actions keep between runs. */
@NullMarked
package dev.slipway.runner.builtin.cache;

import org.jspecify.annotations.NullMarked;
