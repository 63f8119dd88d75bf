/** Tests of branch, tag and path filters. */
@NullMarked
package dev.slipway.workflow.filter;

import org.jspecify.annotations.NullMarked;
