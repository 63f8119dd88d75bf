/** The patterns by which workflows choose branches, tags and paths. */
@NullMarked
package dev.slipway.workflow.filter;

import org.jspecify.annotations.NullMarked;
