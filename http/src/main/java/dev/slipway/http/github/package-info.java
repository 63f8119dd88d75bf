/** What all rooms that speak GitHub's REST API have in common: bodies, pages, people, refusals. */
@NullMarked
package dev.slipway.http.github;

import org.jspecify.annotations.NullMarked;
