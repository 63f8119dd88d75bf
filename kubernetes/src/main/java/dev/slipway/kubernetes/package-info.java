/** The embedded Kubernetes API server and its controllers. */
@NullMarked
package dev.slipway.kubernetes;

import org.jspecify.annotations.NullMarked;
