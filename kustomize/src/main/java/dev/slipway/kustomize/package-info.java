/** Build and edit of kustomizations. */
@NullMarked
package dev.slipway.kustomize;

import org.jspecify.annotations.NullMarked;
