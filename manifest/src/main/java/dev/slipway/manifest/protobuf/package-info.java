/**
 * Reads the protobuf form of objects, which newer kubectl sends for {@code create}, and writes it
 * for clients that ask for it; driven by the table of kinds.
 */
@NullMarked
package dev.slipway.manifest.protobuf;

import org.jspecify.annotations.NullMarked;
