/**
 * What makes an object invalid, in Kubernetes' own words: clients print these messages, and people
 * search for them.
 */
@NullMarked
package dev.slipway.manifest.validation;

import org.jspecify.annotations.NullMarked;
