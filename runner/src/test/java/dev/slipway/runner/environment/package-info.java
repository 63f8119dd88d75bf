/** Environments that jobs deploy to, tested. */
@NullMarked
package dev.slipway.runner.environment;

import org.jspecify.annotations.NullMarked;
