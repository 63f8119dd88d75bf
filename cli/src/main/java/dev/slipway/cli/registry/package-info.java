/** Commands about repositories of images, tags with their history, and clean-up. */
@NullMarked
package dev.slipway.cli.registry;

import org.jspecify.annotations.NullMarked;
