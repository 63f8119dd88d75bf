package dev.slipway.posix;

import dev.slipway.base.ProcessStart;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One process, never mistaken for a later one with the same number.
 *
 * @param pid its number
 * @param started when it started, as {@link ProcessStart} tells it
 */
public record ProcessIdentity(long pid, long started) {
  /** The process that has this number now, if any; one that has ended but is not reaped is none. */
  public static Optional<ProcessIdentity> of(long pid) {
    OptionalLong started = ProcessStart.of(Long.toString(pid));
    return started.isPresent()
        ? Optional.of(new ProcessIdentity(pid, started.getAsLong()))
        : Optional.empty();
  }

  /** Reads what {@link #toString} wrote. */
  public static ProcessIdentity parse(String text) {
    String[] parts = text.strip().split(":");
    if (parts.length != 2) {
      throw new IllegalArgumentException("not a process identity: " + text);
    }
    return new ProcessIdentity(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
  }

  public boolean isAlive() {
    return of(pid).filter(this::equals).isPresent();
  }

  /**
   * Sends a signal to this very process; does nothing when it is gone.
   *
   * @return whether it was there to receive it
   */
  public boolean signal(int signal) throws PosixException {
    try (var kernel = new Kernel();
        var handle = new Handle(kernel.call(Syscall.PIDFD_OPEN, "process " + pid, pid, 0))) {
      // The number may have been given to another process before the handle pinned it.
      if (!isAlive()) {
        return false;
      }
      kernel.call(Syscall.PIDFD_SEND_SIGNAL, "process " + pid, handle.number(), signal, 0, 0);
      return true;
    } catch (PosixException e) {
      if (e.is(Errno.ESRCH)) {
        return false;
      }
      throw e;
    }
  }

  /** {@code pid:started}. */
  @Override
  public String toString() {
    return pid + ":" + started;
  }
}
