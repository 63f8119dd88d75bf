/** Who may do what: tokens and the authoriser. */
@NullMarked
package dev.slipway.identity;

import org.jspecify.annotations.NullMarked;
