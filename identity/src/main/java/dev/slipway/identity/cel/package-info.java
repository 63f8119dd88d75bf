/**
 * The part of the Common Expression Language that conditions and attribute mappings are written in
 * (specification S57), with an explanation of why an expression was false.
 *
 * <p>Pure: nothing here reads a file, a clock or the network. Regular expressions run in linear
 * time, nesting and length are bounded.
 */
@NullMarked
package dev.slipway.identity.cel;

import org.jspecify.annotations.NullMarked;
