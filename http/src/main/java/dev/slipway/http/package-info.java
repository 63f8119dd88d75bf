/**
 * Typed routes over Jetty, and the one place where a request is authorised.
 *
 * <p>A room describes its routes once ({@link dev.slipway.http.Route}) and hands them to a {@link
 * dev.slipway.http.HttpListener}. Each route states the permission it needs; anonymous routes are
 * marked and few. Handlers run on a virtual thread each and may block.
 */
@NullMarked
package dev.slipway.http;

import org.jspecify.annotations.NullMarked;
