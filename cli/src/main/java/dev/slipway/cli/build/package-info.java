/** {@code slipway build}: its options, and how a build is shown while it goes on. */
@NullMarked
package dev.slipway.cli.build;

import org.jspecify.annotations.NullMarked;
