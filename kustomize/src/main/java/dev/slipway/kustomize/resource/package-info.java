/** Objects on their way through a build, with the names they had; not thread-safe. */
@NullMarked
package dev.slipway.kustomize.resource;

import org.jspecify.annotations.NullMarked;
