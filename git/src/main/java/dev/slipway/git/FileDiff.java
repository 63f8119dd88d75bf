package dev.slipway.git;

/**
 * How a file differs between two commits.
 *
 * @param id the object id of its content afterwards; of its content before when it was removed
 * @param added how many lines
 * @param removed how many lines
 * @param patch the hunks, as {@code git diff} writes them; empty for what is no text
 */
public record FileDiff(
    String path, FileChange.Kind kind, String id, int added, int removed, String patch) {}
