package dev.slipway.forge;

import dev.slipway.git.CommitId;
import dev.slipway.git.RefChange;
import dev.slipway.http.Principal;
import java.util.List;
import java.util.Optional;

/**
 * One ref of a hosted repository has moved, durably.
 *
 * @param repository where
 * @param ref the full name; annotated tags are followed to their commits
 * @param before where it was; empty when it was made
 * @param after where it is; empty when it was deleted
 * @param kind made, advanced, forced or deleted
 * @param pusher who moved it, by push or by merging a pull request
 * @param options of the push
 * @param number its place in the push log; 0 before it is there
 */
public record PushEvent(
    HostedRepository repository,
    String ref,
    Optional<CommitId> before,
    Optional<CommitId> after,
    RefChange.Kind kind,
    Principal pusher,
    List<String> options,
    long number) {
  public PushEvent {
    options = List.copyOf(options);
  }

  /** One that is not in the push log yet. */
  public PushEvent(
      HostedRepository repository,
      String ref,
      Optional<CommitId> before,
      Optional<CommitId> after,
      RefChange.Kind kind,
      Principal pusher,
      List<String> options) {
    this(repository, ref, before, after, kind, pusher, options, 0);
  }

  PushEvent numbered(long place) {
    return new PushEvent(repository, ref, before, after, kind, pusher, options, place);
  }

  /** Names this event for good: one that is told of again after a crash has the same name. */
  public String occasion() {
    return "push/" + number;
  }

  public boolean created() {
    return kind == RefChange.Kind.CREATED;
  }

  public boolean forced() {
    return kind == RefChange.Kind.FORCED;
  }

  /** Whether the pusher wants to see what follows; {@code -o slipway.nowait} says no. */
  public boolean follows() {
    return !options.contains(PushOptions.NO_WAIT);
  }
}
