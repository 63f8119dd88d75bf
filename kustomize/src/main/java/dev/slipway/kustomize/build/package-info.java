/** The order in which layers are read, generated, transformed and finished. */
@NullMarked
package dev.slipway.kustomize.build;

import org.jspecify.annotations.NullMarked;
