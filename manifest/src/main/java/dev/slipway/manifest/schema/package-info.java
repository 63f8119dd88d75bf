/**
 * What must be known of a kind to merge and place its objects: merge keys and scope. Immutable and
 * thread-safe.
 */
@NullMarked
package dev.slipway.manifest.schema;

import org.jspecify.annotations.NullMarked;
