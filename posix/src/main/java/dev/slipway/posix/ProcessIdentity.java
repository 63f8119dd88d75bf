package dev.slipway.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process, never mistaken for a later one with the same number.
 *
 * @param pid its number
 * @param started when it started, in the kernel's clock ticks since boot (proc(5), stat field 22)
 */
public record ProcessIdentity(long pid, long started) {
  private static final int STATE_AFTER_NAME = 0;
  private static final int START_AFTER_NAME = 19;

  /** The process that has this number now, if any; one that has ended but is not reaped is none. */
  public static Optional<ProcessIdentity> of(long pid) {
    String stat;
    try {
      stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      // Reading from a process that ends meanwhile fails with ESRCH.
      return Optional.empty();
    }
    // The name is in parentheses and may hold any character, parentheses too.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    boolean ended = "ZX".contains(fields[STATE_AFTER_NAME]);
    return ended
        ? Optional.empty()
        : Optional.of(new ProcessIdentity(pid, Long.parseLong(fields[START_AFTER_NAME])));
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
