/** The product as its users meet it. */
@NullMarked
package dev.slipway.acceptance;

import org.jspecify.annotations.NullMarked;
