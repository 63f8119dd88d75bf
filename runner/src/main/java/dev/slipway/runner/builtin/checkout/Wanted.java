package dev.slipway.runner.builtin.checkout;

import dev.slipway.base.InputException;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.runner.JobDescriptor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a checkout's inputs mean.
 *
 * @param ref the ref as the action prints it; empty for a commit alone
 * @param commit what it is now
 * @param head the branch that HEAD names; empty for a detached one
 */
record Wanted(String ref, CommitId commit, String head) {
  private static final String HEADS = "refs/heads/";
  private static final String TAGS = "refs/tags/";

  /**
   * Reads the input {@code ref}.
   *
   * @param name the repository; only in the run's own does an empty ref mean the run's commit
   */
  static Wanted of(GitRepository repository, JobDescriptor job, String name, String ref) {
    if (ref.isEmpty() && name.equalsIgnoreCase(job.repository())) {
      return at(job.ref(), new CommitId(job.commit()));
    }
    if (ref.isEmpty()) {
      return of(repository, job, name, HEADS + repository.defaultBranch());
    }
    for (String full : candidates(ref)) {
      Optional<CommitId> commit = repository.resolve(full);
      if (commit.isPresent()) {
        return at(full, commit.get());
      }
    }
    Optional<CommitId> commit =
        ref.matches("[0-9a-fA-F]{40}") ? repository.resolve(ref) : Optional.empty();
    return commit
        .map(id -> new Wanted("", id, ""))
        .orElseThrow(() ->
            new InputException(
                InputException.Position.of("input ref"),
                "A branch or tag with the name '" + ref + "' could not be found",
                "push it, or name a commit by all its 40 digits"));
  }

  private static List<String> candidates(String ref) {
    return ref.startsWith("refs/") ? List.of(ref) : List.of(HEADS + ref, TAGS + ref);
  }

  private static Wanted at(String ref, CommitId commit) {
    return new Wanted(ref, commit, ref.startsWith(HEADS) ? ref : "");
  }

  /** The refs of the clone: the one that is checked out, and with the whole history all others. */
  Map<String, CommitId> refs(GitRepository repository, boolean all, boolean tags) {
    var refs = new LinkedHashMap<String, CommitId>();
    if (all) {
      repository
          .refs(HEADS)
          .forEach((name, id) -> refs.put(remote(name.substring(HEADS.length())), id));
    }
    if (all || tags) {
      refs.putAll(repository.refs(TAGS));
    }
    if (ref.startsWith(HEADS)) {
      refs.put(ref, commit);
      refs.put(remote(ref.substring(HEADS.length())), commit);
    } else if (ref.startsWith(TAGS)) {
      refs.put(ref, commit);
    } else if (ref.startsWith("refs/pull/")) {
      refs.put("refs/remotes/" + ref.substring("refs/".length()), commit);
    }
    return refs;
  }

  private static String remote(String branch) {
    return "refs/remotes/origin/" + branch;
  }
}
