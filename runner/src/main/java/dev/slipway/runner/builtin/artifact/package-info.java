/** {@code actions/upload-artifact} and {@code actions/download-artifact}. */
@NullMarked
package dev.slipway.runner.builtin.artifact;

import org.jspecify.annotations.NullMarked;
