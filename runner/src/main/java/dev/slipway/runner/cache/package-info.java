/** Caches of jobs: what is kept, for whom, and for how long. */
@NullMarked
package dev.slipway.runner.cache;

import org.jspecify.annotations.NullMarked;
