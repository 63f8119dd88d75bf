/** Conformance data for the tests of the room. */
@NullMarked
package dev.slipway.workflow;

import org.jspecify.annotations.NullMarked;
