/** GitHub's REST API over hosted repositories, for its clients and the actions that use them. */
@NullMarked
package dev.slipway.forge.github;

import org.jspecify.annotations.NullMarked;
