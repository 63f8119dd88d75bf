package dev.slipway.git;

import dev.slipway.base.InputException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/** Refs of a repository. */
final class Refs {
  private final Repository repository;

  Refs(Repository repository) {
    this.repository = repository;
  }

  Map<String, CommitId> below(String prefix) throws IOException {
    var found = new TreeMap<String, CommitId>();
    try (var walk = new RevWalk(repository)) {
      for (Ref ref : repository.getRefDatabase().getRefsByPrefix(prefix)) {
        ObjectId id = ref.getObjectId();
        if (id != null) {
          try {
            found.put(ref.getName(), CommitId.of(walk.parseCommit(id)));
          } catch (IncorrectObjectTypeException e) {
            // A tag may name a tree or a blob: that is no commit, and the method promises commits.
          }
        }
      }
    }
    return found;
  }

  boolean update(
      String ref, Optional<CommitId> expectedOld, Optional<CommitId> newId, String reason)
      throws IOException {
    if (!GitRepository.isRefName(ref)) {
      throw new InputException(
          InputException.Position.of("ref \"" + ref + "\""),
          "is not a full ref name",
          "such as refs/heads/main");
    }
    if (expectedOld.isEmpty() && newId.isEmpty()) {
      return repository.exactRef(ref) == null;
    }
    var update = repository.updateRef(ref);
    update.setExpectedOldObjectId(expectedOld.map(CommitId::object).orElse(ObjectId.zeroId()));
    update.setForceUpdate(true);
    update.setRefLogMessage(reason, false);
    if (newId.isEmpty()) {
      return done(ref, update.delete());
    }
    update.setNewObjectId(newId.get().object());
    return done(ref, update.update());
  }

  void link(String target) throws IOException {
    var update = repository.updateRef(Constants.HEAD);
    update.disableRefLog();
    if (!done(Constants.HEAD, update.link(target))) {
      throw new IOException("HEAD is locked by another process");
    }
  }

  private static boolean done(String ref, RefUpdate.Result result) throws IOException {
    return switch (result) {
      case NEW, FORCED, FAST_FORWARD, NO_CHANGE, RENAMED -> true;
      case LOCK_FAILURE -> false;
      case NOT_ATTEMPTED,
          REJECTED,
          REJECTED_CURRENT_BRANCH,
          REJECTED_MISSING_OBJECT,
          REJECTED_OTHER_REASON,
          IO_FAILURE ->
          throw new IOException(ref + " was not moved: " + result);
    };
  }
}
