/** {@code actions/checkout}: the run's repository, as a work tree with a real {@code .git}. */
@NullMarked
package dev.slipway.runner.builtin.checkout;

import org.jspecify.annotations.NullMarked;
