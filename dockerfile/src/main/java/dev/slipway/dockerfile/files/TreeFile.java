package dev.slipway.dockerfile.files;

import dev.slipway.posix.FileStatus;
import java.nio.file.Path;

/**
 * A file of a tree.
 *
 * @param path relative to the tree's root; empty for the root itself
 * @param place its real place on this machine
 */
public record TreeFile(String path, Path place, FileStatus status) {}
