/**
 * Job containers: a root made of the host's toolchains, a network of its own, and programs run in
 * it one after another.
 */
@NullMarked
package dev.slipway.runner.job;

import org.jspecify.annotations.NullMarked;
