package dev.slipway.git;

/**
 * One entry of a whole tree.
 *
 * @param path below the directory that was listed; no part of it leads elsewhere
 * @param id its object id; for a submodule the commit it names
 */
public record CommittedFile(String path, TreeFile.Kind kind, String id) {}
