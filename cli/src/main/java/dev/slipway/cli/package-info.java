/**
 * The {@code slipway} command: a thin client of the process, quick to start.
 *
 * <p>Each subcommand is one class. Commands are described by picocli's programmatic model, not by
 * annotations, which cost a third of a second at every start.
 */
@NullMarked
package dev.slipway.cli;

import org.jspecify.annotations.NullMarked;
