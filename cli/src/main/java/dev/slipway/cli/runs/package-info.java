/** Commands about runs of workflows: list, start, cancel, run again, read. */
@NullMarked
package dev.slipway.cli.runs;

import org.jspecify.annotations.NullMarked;
