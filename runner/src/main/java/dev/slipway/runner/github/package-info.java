/** GitHub's REST API over runs, and over what their jobs keep. */
@NullMarked
package dev.slipway.runner.github;

import org.jspecify.annotations.NullMarked;
