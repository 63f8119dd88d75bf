/**
 * Who manages which fields of an object: the sets in {@code metadata.managedFields}, and
 * server-side apply, which is decided by them.
 */
@NullMarked
package dev.slipway.manifest.ownership;

import org.jspecify.annotations.NullMarked;
