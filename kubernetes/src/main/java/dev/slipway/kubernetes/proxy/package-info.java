/** HTTP to servers in pods, by way of the API: {@code kubectl get --raw …/proxy/…}. */
@NullMarked
package dev.slipway.kubernetes.proxy;

import org.jspecify.annotations.NullMarked;
