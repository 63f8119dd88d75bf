package dev.slipway.runner.run;

import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.runner.action.ActionLock;
import dev.slipway.runner.action.ActionName;
import dev.slipway.runner.action.ActionSources;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The actions of one run: a ref means the same commit in all of its jobs, and the one that the lock
 * of its commit says, if there is a lock.
 */
final class RunActions implements ActionSources {
  private final ActionSources sources;
  private final Optional<ActionLock> lock;
  private final Map<String, CommitId> settled = new ConcurrentHashMap<>();

  private RunActions(ActionSources sources, Optional<ActionLock> lock) {
    this.sources = sources;
    this.lock = lock;
  }

  static RunActions of(RunParts parts, RunView run) {
    try (GitRepository content = parts.repositories().open(run.repository())) {
      return new RunActions(
          new HostedActions(parts.repositories(), parts.fetched(), run.trust()),
          content.file(new CommitId(run.commit()), ActionLock.FILE).map(ActionLock::read));
    }
  }

  @Override
  public Optional<Opened> open(ActionName.Hosted name, String reader) {
    return sources.open(name, reader);
  }

  @Override
  public CommitId settled(ActionName.Hosted name, CommitId found) {
    CommitId first = settled.computeIfAbsent(ActionLock.key(name), key -> found);
    lock.flatMap(file -> file.objection(name, first))
        .ifPresent(objection -> {
          throw objection;
        });
    return first;
  }
}
