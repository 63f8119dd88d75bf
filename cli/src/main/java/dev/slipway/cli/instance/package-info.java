/** A running Slipway as the command line meets it: where it is, its API, starting its process. */
@NullMarked
package dev.slipway.cli.instance;

import org.jspecify.annotations.NullMarked;
