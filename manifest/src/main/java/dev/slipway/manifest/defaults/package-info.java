/** What the API server fills in when a manifest leaves it out. */
@NullMarked
package dev.slipway.manifest.defaults;

import org.jspecify.annotations.NullMarked;
