/** Changes to kustomization files that leave everything else as it was written. */
@NullMarked
package dev.slipway.kustomize.edit;

import org.jspecify.annotations.NullMarked;
