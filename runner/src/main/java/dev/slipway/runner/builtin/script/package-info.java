/** {@code actions/github-script}. */
@NullMarked
package dev.slipway.runner.builtin.script;

import org.jspecify.annotations.NullMarked;
