/** What all rooms that speak a REST API of Google have in common: its errors and refusals. */
@NullMarked
package dev.slipway.http.google;

import org.jspecify.annotations.NullMarked;
