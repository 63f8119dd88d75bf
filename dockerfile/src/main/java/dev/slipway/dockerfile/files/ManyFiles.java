package dev.slipway.dockerfile.files;

import dev.slipway.posix.FileCopies;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Work on many files that do not depend on each other, on several processors: for small files
 * nearly all of it is the kernel's, which does it for several threads at once.
 */
final class ManyFiles {
  private static final int WORTH_IT = 1_000;
  private static final int MOST_THREADS = 4;
  private static final int PARTS_PER_THREAD = 8;

  private ManyFiles() {}

  /** What to do with one file; called from several threads. */
  @FunctionalInterface
  interface Work {
    void on(TreeFile file, FileCopies copies) throws IOException;
  }

  /**
   * Does it with each file, in no order; returns when all of it has ended, also after a failure.
   */
  static void each(List<TreeFile> files, Work work) throws IOException {
    int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    if (files.size() < WORTH_IT || threads == 1) {
      part(files, work);
      return;
    }
    try (ExecutorService pool =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("files-", 0).factory())) {
      for (Future<Void> done : pool.invokeAll(parts(files, threads * PARTS_PER_THREAD, work))) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while copying files");
    }
  }

  private static List<Callable<Void>> parts(List<TreeFile> files, int count, Work work) {
    var parts = new ArrayList<Callable<Void>>();
    int size = Math.ceilDiv(files.size(), count);
    for (int start = 0; start < files.size(); start += size) {
      List<TreeFile> some = files.subList(start, Math.min(files.size(), start + size));
      parts.add(() -> {
        part(some, work);
        return null;
      });
    }
    return parts;
  }

  private static void part(List<TreeFile> files, Work work) throws IOException {
    try (var copies = new FileCopies()) {
      for (TreeFile file : files) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted while copying " + file.path());
        }
        work.on(file, copies);
      }
    }
  }
}
