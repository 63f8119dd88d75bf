/** Tests of planning. */
@NullMarked
package dev.slipway.workflow.plan;

import org.jspecify.annotations.NullMarked;
