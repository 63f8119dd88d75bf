/** GitHub's expression language: text to tree, tree and contexts to a value. */
@NullMarked
package dev.slipway.workflow.expression;

import org.jspecify.annotations.NullMarked;
