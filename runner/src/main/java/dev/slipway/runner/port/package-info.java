/**
 * What a runner needs of rooms it may not use, as interfaces that others implement, and the facts
 * about a job that all parts of the runner share.
 */
@NullMarked
package dev.slipway.runner.port;

import org.jspecify.annotations.NullMarked;
