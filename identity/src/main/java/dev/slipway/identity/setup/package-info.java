/** What a hosted repository needs of identity so that its workflows find what they expect. */
@NullMarked
package dev.slipway.identity.setup;

import org.jspecify.annotations.NullMarked;
