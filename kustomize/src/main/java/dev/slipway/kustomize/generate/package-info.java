/** ConfigMaps and Secrets made from files and literals. */
@NullMarked
package dev.slipway.kustomize.generate;

import org.jspecify.annotations.NullMarked;
