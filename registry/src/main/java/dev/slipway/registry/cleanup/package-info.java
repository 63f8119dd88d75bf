/** Which images of a repository are deleted and which are kept, and why: decided without acting. */
@NullMarked
package dev.slipway.registry.cleanup;

import org.jspecify.annotations.NullMarked;
