/** {@code slipway doctor}: whether this machine can run an instance, and what to do where not. */
@NullMarked
package dev.slipway.cli.doctor;

import org.jspecify.annotations.NullMarked;
