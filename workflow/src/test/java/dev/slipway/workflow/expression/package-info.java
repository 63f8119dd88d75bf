/** Tests of the expression language. */
@NullMarked
package dev.slipway.workflow.expression;

import org.jspecify.annotations.NullMarked;
