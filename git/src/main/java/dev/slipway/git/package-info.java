/**
 * Git repositories as objects: commits, trees, refs, differences, merges and reverts, in core and
 * without a work tree. All types are thread-safe or immutable.
 */
@NullMarked
package dev.slipway.git;

import org.jspecify.annotations.NullMarked;
