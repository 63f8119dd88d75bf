package dev.slipway.forge;

import dev.slipway.http.Principal;
import java.util.List;
import java.util.Locale;

/**
 * Something happened to a pull request; {@code pullRequest} is its state afterwards.
 *
 * @param repository the base repository
 * @param head the repository of the head, which is another one for a fork
 * @param actor who did it
 * @param options of the push that did it; none otherwise
 */
public record PullRequestEvent(
    Action action,
    HostedRepository repository,
    HostedRepository head,
    PullRequest pullRequest,
    Principal actor,
    List<String> options) {
  /** What happened, under the names that workflows know. */
  public enum Action {
    OPENED,
    SYNCHRONIZE,
    REOPENED,
    CLOSED;

    /** {@code opened}, {@code synchronize}, … */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public PullRequestEvent {
    options = List.copyOf(options);
  }

  /** Names this event for good: one that is told of again after a crash has the same name. */
  public String occasion() {
    return "pull/%d/%d/%d/%s"
        .formatted(
            repository.id(),
            pullRequest.number(),
            pullRequest.updated().toEpochMilli(),
            action.wireName());
  }

  /** Whether the head's repository is another one: its code is not to be trusted. */
  public boolean fromFork() {
    return head.id() != repository.id();
  }

  /** Whether the pusher wants to see what follows. */
  public boolean follows() {
    return !options.contains(PushOptions.NO_WAIT);
  }
}
