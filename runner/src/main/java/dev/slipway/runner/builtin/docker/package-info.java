/** Docker's actions, over the image builder of the process. */
@NullMarked
package dev.slipway.runner.builtin.docker;

import org.jspecify.annotations.NullMarked;
