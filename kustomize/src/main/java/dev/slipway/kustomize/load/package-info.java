/** Files of a build and the restrictions on reading them. */
@NullMarked
package dev.slipway.kustomize.load;

import org.jspecify.annotations.NullMarked;
