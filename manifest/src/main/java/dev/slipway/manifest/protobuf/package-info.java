/**
 * Reads the protobuf form of objects, which newer kubectl sends for {@code create}; driven by the
 * table of kinds, read-only, because every client also takes JSON.
 */
@NullMarked
package dev.slipway.manifest.protobuf;

import org.jspecify.annotations.NullMarked;
