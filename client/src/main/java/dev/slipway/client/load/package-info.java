/** A client that sends requests at a steady rate and counts what fails. */
@NullMarked
package dev.slipway.client.load;

import org.jspecify.annotations.NullMarked;
