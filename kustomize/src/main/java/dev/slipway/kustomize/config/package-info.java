/** What a kustomization says, read strictly; immutable. */
@NullMarked
package dev.slipway.kustomize.config;

import org.jspecify.annotations.NullMarked;
