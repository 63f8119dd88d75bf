/**
 * Calls to the Linux kernel that the JDK does not offer: mounts, namespaces, device nodes, extended
 * attributes, ownership, times, path look-up confined to a directory.
 *
 * <p>Everything here is stateless or documented otherwise and safe for use from any thread. Paths
 * keep their bytes: a file name that is not UTF-8 goes through {@link dev.slipway.posix.FileNames}
 * unharmed. Failures are {@link dev.slipway.posix.PosixException}s that name the call, the error
 * and the path.
 */
@NullMarked
package dev.slipway.posix;

import org.jspecify.annotations.NullMarked;
