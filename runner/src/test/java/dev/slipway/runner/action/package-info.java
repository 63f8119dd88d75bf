/** Actions, tested. */
@NullMarked
package dev.slipway.runner.action;

import org.jspecify.annotations.NullMarked;
