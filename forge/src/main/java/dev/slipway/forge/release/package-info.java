/** Releases of repositories: a tag with a text and files. */
@NullMarked
package dev.slipway.forge.release;

import org.jspecify.annotations.NullMarked;
