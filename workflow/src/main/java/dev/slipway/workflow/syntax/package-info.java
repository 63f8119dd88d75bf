/** Workflow files: from YAML to an immutable model with positions, or to a list of problems. */
@NullMarked
package dev.slipway.workflow.syntax;

import org.jspecify.annotations.NullMarked;
