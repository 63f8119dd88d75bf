/**
 * {@code slipway demo}: the whole story on the example application, measured while it happens.
 *
 * <p>Nothing here decides anything about builds, runs or releases: each chapter does what a user
 * would do, through git, the API and the page's own address, and checks what came of it.
 */
@NullMarked
package dev.slipway.cli.demo;

import org.jspecify.annotations.NullMarked;
