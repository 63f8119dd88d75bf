/** Native calls: mounts, namespaces, extended attributes, ownership and times. */
@NullMarked
package dev.slipway.posix;

import org.jspecify.annotations.NullMarked;
