/** The OCI distribution server and its tags. */
@NullMarked
package dev.slipway.registry;

import org.jspecify.annotations.NullMarked;
