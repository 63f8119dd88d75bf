/** The steps that change objects, each a class of its own; not thread-safe. */
@NullMarked
package dev.slipway.kustomize.transform;

import org.jspecify.annotations.NullMarked;
