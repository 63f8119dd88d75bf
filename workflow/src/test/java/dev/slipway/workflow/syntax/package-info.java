/** Tests of reading, GitHub's and others' test data among them. */
@NullMarked
package dev.slipway.workflow.syntax;

import org.jspecify.annotations.NullMarked;
