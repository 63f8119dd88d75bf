package dev.slipway.posix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Work inside another network namespace.
 *
 * <p>A socket belongs for ever to the namespace of the thread that opened it, and every thread
 * inherits the namespace of the one that started it. So the work runs on a platform thread of its
 * own, which returns to this process's namespace before anyone hears from it.
 *
 * <p><b>The work must only open sockets and files.</b> It must not start processes, log, use
 * virtual threads, complete futures or start threads: those would stay in the other namespace (the
 * carriers of all virtual threads, the reapers of all processes).
 */
public final class NetworkNamespaces {
  private static final long NEW_NET = 0x40000000L;
  private static final Path OWN = Path.of("/proc/self/ns/net");

  private NetworkNamespaces() {}

  /**
   * Runs {@code work} in the namespace, for example {@code /proc/4711/ns/net}, and returns its
   * result. A socket it opened can be used from any thread afterwards.
   *
   * @throws IOException what the work threw, or a {@link PosixException} when the namespace cannot
   *     be entered
   */
  public static <T> T call(Path namespace, Callable<T> work) throws IOException {
    try (Handle target = Handle.read(namespace);
        Handle home = Handle.read(OWN)) {
      var visit = new Visit<>(target, home, work);
      Thread thread = Thread.ofPlatform().name("netns-" + namespace).start(visit);
      visit.await(thread);
      return visit.outcome();
    }
  }

  private static final class Visit<T> implements Runnable {
    private final Handle target;
    private final Handle home;
    private final Callable<T> work;
    private @Nullable Throwable failure;
    private @Nullable T result;

    Visit(Handle target, Handle home, Callable<T> work) {
      this.target = target;
      this.home = home;
      this.work = work;
    }

    @Override
    public void run() {
      try {
        enter(target);
        try {
          result = work.call();
        } finally {
          enter(home);
        }
      } catch (Exception | Error e) {
        failure = e;
      }
    }

    void await(Thread thread) {
      boolean interrupted = false;
      while (true) {
        try {
          thread.join();
          break;
        } catch (InterruptedException e) {
          // The thread is in the middle of someone else's namespace: let it come back first.
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    @SuppressWarnings("NullAway") // The result is null only when the work returns null.
    T outcome() throws IOException {
      return switch (failure) {
        case null -> result;
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IOException("work in a network namespace failed", e);
      };
    }

    private static void enter(Handle namespace) throws PosixException {
      try (var kernel = new Kernel()) {
        kernel.call(Syscall.SETNS, "network namespace", namespace.number(), NEW_NET);
      }
    }
  }
}
