package dev.slipway.forge;

/**
 * Port: what follows when something happened to a hosted repository.
 *
 * <p>Called after the change is durable, on the thread of the request that made it. It may take as
 * long as the one who caused it wants to look; nobody else waits.
 */
public interface ForgeListener {
  /** A ref moved; called for each ref of a push. */
  void pushed(PushEvent event, PushProgress progress);

  /** A pull request was opened, got a new head, was reopened or closed. */
  void pullRequestChanged(PullRequestEvent event, PushProgress progress);
}
