/** What the tests of several rooms share. */
@NullMarked
package dev.slipway.testing;

import org.jspecify.annotations.NullMarked;
