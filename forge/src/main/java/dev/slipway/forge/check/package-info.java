/** What others than this instance's own jobs say about commits: statuses and check runs. */
@NullMarked
package dev.slipway.forge.check;

import org.jspecify.annotations.NullMarked;
