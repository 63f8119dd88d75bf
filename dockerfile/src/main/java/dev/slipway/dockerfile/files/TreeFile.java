package dev.slipway.dockerfile.files;

import dev.slipway.posix.FileStatus;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of a tree.
 *
 * @param path relative to the tree's root; empty for the root itself
 * @param place its real place on this machine; of a commit's file that where it will be written
 * @param object of a commit's file the id of what it holds
 */
public record TreeFile(String path, Path place, FileStatus status, Optional<String> object) {
  /** A file that is there. */
  TreeFile(String path, Path place, FileStatus status) {
    this(path, place, status, Optional.empty());
  }

  /** The same under another path. */
  TreeFile at(String other) {
    return new TreeFile(other, place, status, object);
  }

  /** The same as it is found on this machine. */
  TreeFile found(FileStatus now) {
    return new TreeFile(path, place, now, object);
  }
}
