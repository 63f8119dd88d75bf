/** Run this process in that root filesystem: snapshots, runc, conmon, networks, cgroups. */
@NullMarked
package dev.slipway.container;

import org.jspecify.annotations.NullMarked;
