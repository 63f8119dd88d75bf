package dev.slipway.base;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A value that is made on a thread of its own while those who will need it have other things to do:
 * a start is over sooner when nobody waits for what is not needed yet.
 *
 * @param <T> what is made
 */
public final class Prepared<T> {
  private final String purpose;
  private final FutureTask<T> making;

  private Prepared(String purpose, FutureTask<T> making) {
    this.purpose = purpose;
    this.making = making;
  }

  /**
   * Begins to make a value. What goes wrong is told to everyone who asks for it.
   *
   * @param purpose names the thread, and completes "could not …"
   */
  public static <T> Prepared<T> begin(String purpose, Callable<T> maker) {
    var making = new FutureTask<>(maker);
    Thread.ofPlatform().name(purpose).daemon().start(making);
    return new Prepared<>(purpose, making);
  }

  /**
   * The value; waits until it is there.
   *
   * @throws SlipwayException when it could not be made, with the reason
   */
  public T get() {
    try {
      return making.get();
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      if (cause instanceof InputException wrong) {
        throw wrong;
      }
      throw new SlipwayException("could not " + purpose + ": " + cause.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SlipwayException("interrupted while waiting to " + purpose, e);
    }
  }
}
