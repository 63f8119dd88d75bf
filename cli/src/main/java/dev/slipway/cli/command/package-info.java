/** What a subcommand is made of: its options, and where its words go. */
@NullMarked
package dev.slipway.cli.command;

import org.jspecify.annotations.NullMarked;
