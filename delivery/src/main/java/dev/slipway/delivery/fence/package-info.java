/** The order of commits: an older one never replaces a newer one by itself. */
@NullMarked
package dev.slipway.delivery.fence;

import org.jspecify.annotations.NullMarked;
