/** HTTP/2 (RFC 9113) over blocking streams, as much of it as a proxy needs on both of its sides. */
@NullMarked
package dev.slipway.node.http2;

import org.jspecify.annotations.NullMarked;
