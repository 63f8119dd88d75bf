/** Planning a run: which jobs there are, which may start, which never will, as pure functions. */
@NullMarked
package dev.slipway.workflow.plan;

import org.jspecify.annotations.NullMarked;
