/** What is said about pull requests: comments and labels. */
@NullMarked
package dev.slipway.forge.discussion;

import org.jspecify.annotations.NullMarked;
