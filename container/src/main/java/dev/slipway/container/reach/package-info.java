/**
 * What the host's own package clients need to reach their registries, handed to build steps and
 * jobs: certificates, proxies, mirrors. Never part of layers or cache keys.
 */
@NullMarked
package dev.slipway.container.reach;

import org.jspecify.annotations.NullMarked;
