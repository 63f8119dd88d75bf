package dev.slipway.kubernetes;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How an object is to go.
 *
 * @param graceSeconds for pods: how long its containers may take; empty for the pod's own choice, 0
 *     removes the object at once
 * @param propagation what happens to dependents; empty for the kind's default (background)
 * @param uid only if the object has this uid
 * @param resourceVersion only if the object is at this version
 */
public record DeleteOptions(
    OptionalLong graceSeconds,
    Optional<Propagation> propagation,
    Optional<String> uid,
    Optional<String> resourceVersion,
    WriteOptions.Mode mode) {

  /** What happens to the objects that name this one as owner. */
  public enum Propagation {
    /** They are removed by the garbage collector afterwards. */
    BACKGROUND,
    /** The object stays, with finalizer {@code foregroundDeletion}, until they are gone. */
    FOREGROUND,
    /** They stay; the garbage collector takes the owner reference out of them first. */
    ORPHAN
  }

  public static final DeleteOptions DEFAULT =
      new DeleteOptions(
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          WriteOptions.Mode.PERSIST);

  /** As {@link #DEFAULT} with a grace period; 0 is how a node confirms that a pod has ended. */
  public static DeleteOptions grace(long seconds) {
    return new DeleteOptions(
        OptionalLong.of(seconds),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        WriteOptions.Mode.PERSIST);
  }

  public static DeleteOptions propagate(Propagation policy) {
    return new DeleteOptions(
        OptionalLong.empty(),
        Optional.of(policy),
        Optional.empty(),
        Optional.empty(),
        WriteOptions.Mode.PERSIST);
  }

  /** As this, refusing with a conflict when the object has another uid. */
  public DeleteOptions onlyUid(String expected) {
    return new DeleteOptions(
        graceSeconds, propagation, Optional.of(expected), resourceVersion, mode);
  }
}
