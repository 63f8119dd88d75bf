/** Messages of HTTP/1.1 as they go over a connection, for those that hand them on. */
@NullMarked
package dev.slipway.http.message;

import org.jspecify.annotations.NullMarked;
