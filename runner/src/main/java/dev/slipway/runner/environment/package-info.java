/** Environments that jobs deploy to: who or what must agree before a job of theirs starts. */
@NullMarked
package dev.slipway.runner.environment;

import org.jspecify.annotations.NullMarked;
