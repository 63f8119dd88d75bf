package dev.slipway.runner.cache;

import dev.slipway.runner.JobDescriptor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Which caches a job sees: those of its own ref, then those of a pull request's base, then those of
 * the default branch. It writes to its own only, so that a pull request changes nothing for others;
 * an outsider's job writes none.
 *
 * @param repository the repository's number
 * @param readable refs, the nearest first
 * @param writable empty when the job may not write
 */
public record CacheScope(String repository, List<String> readable, Optional<String> writable) {
  public CacheScope {
    readable = List.copyOf(readable);
  }

  /**
   * The scope of a job.
   *
   * @param defaultBranch its full name
   */
  public static CacheScope of(JobDescriptor job, String defaultBranch) {
    var refs = new LinkedHashSet<String>();
    refs.add(job.ref());
    if (!job.baseRef().isEmpty()) {
      refs.add(job.baseRef().startsWith("refs/") ? job.baseRef() : "refs/heads/" + job.baseRef());
    }
    refs.add(defaultBranch);
    Optional<String> own =
        switch (job.trust()) {
          case TRUSTED -> Optional.of(job.ref());
          case FORK -> Optional.empty();
        };
    return new CacheScope(job.repositoryId(), List.copyOf(refs), own);
  }
}
