/** What a Dockerfile offers to those who build it, told without building anything. */
@NullMarked
package dev.slipway.dockerfile.describe;

import org.jspecify.annotations.NullMarked;
