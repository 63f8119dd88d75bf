/**
 * Root filesystems made of layers that share what they have in common, by overlayfs.
 *
 * <p>Snapshots never change once committed. Everything is safe for use from any thread; one process
 * at a time owns a snapshot directory.
 */
@NullMarked
package dev.slipway.container.snapshot;

import org.jspecify.annotations.NullMarked;
