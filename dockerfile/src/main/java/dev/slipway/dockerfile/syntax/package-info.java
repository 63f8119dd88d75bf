/**
 * The Dockerfile language: bytes become statements, statements become instructions, words become
 * values. Pure functions over immutable values; every mistake of the author is an {@link
 * dev.slipway.base.InputException} with its line and column.
 */
@NullMarked
package dev.slipway.dockerfile.syntax;

import org.jspecify.annotations.NullMarked;
