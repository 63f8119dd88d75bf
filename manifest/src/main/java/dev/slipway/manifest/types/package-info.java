/**
 * The fields of each Kubernetes kind: one table that drives reading JSON strictly, reading
 * protobuf, and field ownership.
 */
@NullMarked
package dev.slipway.manifest.types;

import org.jspecify.annotations.NullMarked;
