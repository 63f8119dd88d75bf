package dev.slipway.posix;

import java.io.IOException;

/** A system call failed: which one, on what, why. */
public final class PosixException extends IOException {
  private final Errno errno;
  private final int number;
  private final String call;
  private final String subject;

  PosixException(String call, String subject, int number) {
    super(message(call, subject, number));
    this.errno = Errno.of(number);
    this.number = number;
    this.call = call;
    this.subject = subject;
  }

  /** The error as the kernel counts it. */
  public int number() {
    return number;
  }

  /** The system call, as in {@code mount}. */
  public String call() {
    return call;
  }

  /** What the call was about: a path in most cases. */
  public String subject() {
    return subject;
  }

  public boolean is(Errno expected) {
    return errno == expected;
  }

  private static String message(String call, String subject, int number) {
    Errno errno = Errno.of(number);
    String name = errno == Errno.OTHER ? "errno " + number : errno.name();
    return call + " " + subject + ": " + errno.meaning() + " (" + name + ")";
  }
}
