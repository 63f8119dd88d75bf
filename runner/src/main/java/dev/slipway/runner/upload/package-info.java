/** Files that arrive in blocks, in any order. */
@NullMarked
package dev.slipway.runner.upload;

import org.jspecify.annotations.NullMarked;
