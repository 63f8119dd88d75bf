/**
 * "Run this process in that root filesystem": what to run ({@link
 * dev.slipway.container.ContainerSpec}), to its end ({@link dev.slipway.container.ForegroundRun})
 * or for long ({@link dev.slipway.container.Containers}).
 *
 * <p>Needs Linux, root and runc. Types are safe for use from any thread unless they say otherwise.
 */
@NullMarked
package dev.slipway.container;

import org.jspecify.annotations.NullMarked;
