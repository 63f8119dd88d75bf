/**
 * Build checks: what is allowed in a Dockerfile or ignore file but probably not meant. BuildKit's
 * rules under their own names, and Slipway's. Pure functions over the syntax tree.
 */
@NullMarked
package dev.slipway.dockerfile.lint;

import org.jspecify.annotations.NullMarked;
