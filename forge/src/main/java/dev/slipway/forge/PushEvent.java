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
 */
public record PushEvent(
    HostedRepository repository,
    String ref,
    Optional<CommitId> before,
    Optional<CommitId> after,
    RefChange.Kind kind,
    Principal pusher,
    List<String> options) {
  public PushEvent {
    options = List.copyOf(options);
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
