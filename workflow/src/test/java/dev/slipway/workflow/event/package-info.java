/** Tests of events. */
@NullMarked
package dev.slipway.workflow.event;

import org.jspecify.annotations.NullMarked;
