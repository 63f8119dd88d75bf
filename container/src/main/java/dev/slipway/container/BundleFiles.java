package dev.slipway.container;

import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.Errno;
import dev.slipway.posix.PosixException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Removes files of a container that others are at: a command that ran in it removes its own when it
 * ends, which is when the container is removed too.
 */
final class BundleFiles {
  private static final int ATTEMPTS = 500;
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

  private BundleFiles() {}

  /** Removes the directory, if it is there, whoever else removes it. */
  static void remove(Path directory) throws IOException {
    for (int left = ATTEMPTS; Files.exists(directory); left--) {
      try {
        DirectoryTree.delete(directory);
      } catch (IOException e) {
        if (left == 0 || !isOfOthers(e)) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE);
      }
    }
  }

  /** Whether somebody else was quicker, or has just added something. */
  private static boolean isOfOthers(IOException problem) {
    return problem instanceof NoSuchFileException
        || problem instanceof DirectoryNotEmptyException
        || (problem instanceof PosixException posix && posix.is(Errno.ENOENT));
  }
}
