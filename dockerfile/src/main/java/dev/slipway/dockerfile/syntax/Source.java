package dev.slipway.dockerfile.syntax;

/**
 * The text an instruction was read from.
 *
 * @param range its lines, heredocs included
 * @param text the instruction as one line: continuation lines joined, comments inside dropped,
 *     heredoc bodies left out
 */
public record Source(SourceRange range, String text) {}
