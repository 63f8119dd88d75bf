/** People beside the administrator: their names, tokens and roles (specification §9). */
@NullMarked
package dev.slipway.identity.user;

import org.jspecify.annotations.NullMarked;
