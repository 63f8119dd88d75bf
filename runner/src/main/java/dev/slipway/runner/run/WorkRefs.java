package dev.slipway.runner.run;

import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.git.WorkRef;
import java.util.Optional;

/** Refs of commits that are run and belong to no branch: there while a run on them goes on. */
final class WorkRefs {
  private final RunRepositories repositories;

  WorkRefs(RunRepositories repositories) {
    this.repositories = repositories;
  }

  /** Jobs may fetch the commit; for a rerun the ref comes back. */
  void keep(RunView run) {
    move(run, Optional.empty(), Optional.of(new CommitId(run.commit())));
  }

  void drop(RunView run) {
    move(run, Optional.of(new CommitId(run.commit())), Optional.empty());
  }

  private void move(RunView run, Optional<CommitId> from, Optional<CommitId> to) {
    if (!WorkRef.is(run.ref())) {
      return;
    }
    try (GitRepository repository = repositories.open(run.repository())) {
      // Not being where it is expected means that it is as wanted, or was taken away by hand.
      boolean _ = repository.updateRef(run.ref(), from, to, "run " + run.id());
    }
  }
}
