/**
 * The image registry: repositories, manifests and tags with their history, and the OCI distribution
 * API over them.
 *
 * <p>{@link dev.slipway.registry.Registry} is what happens, for callers inside the process; {@link
 * dev.slipway.registry.RegistryRoutes} is how clients outside reach it, and where each request is
 * authorised. Everything here is safe for concurrent use; what a method has returned is durable.
 */
@NullMarked
package dev.slipway.registry;

import org.jspecify.annotations.NullMarked;
