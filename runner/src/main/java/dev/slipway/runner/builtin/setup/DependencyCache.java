package dev.slipway.runner.builtin.setup;

import dev.slipway.base.SlipwayException;
import dev.slipway.posix.Handle;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.JobGlob;
import dev.slipway.runner.builtin.cache.JobCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What a package manager downloads, kept under the hash of the files that say what it needs. */
final class DependencyCache {
  private static final String KEY = "cache-key";
  private static final String HIT = "cache-hit";
  private static final String PATHS = "cache-paths";

  private final JobCache cache;

  DependencyCache(JobCache cache) {
    this.cache = cache;
  }

  /**
   * Restores and remembers what to save.
   *
   * @param prefix of the key
   * @param paths what is kept
   * @param lockFiles patterns of the files that are hashed
   * @return whether there was an entry of exactly this key
   */
  boolean restore(ActionRun run, String prefix, List<String> paths, List<String> lockFiles)
      throws InterruptedException {
    String hash =
        hash(run, lockFiles)
            .orElseThrow(() ->
                new SlipwayException(
                    "Some specified paths were not resolved, unable to cache dependencies: "
                        + String.join(", ", lockFiles)));
    String key = prefix + hash;
    run.saveState(KEY, key);
    run.saveState(PATHS, String.join("\n", paths));
    Optional<String> matched = cache.restore(run, paths, key, List.of());
    if (matched.isPresent()) {
      run.saveState(HIT, matched.get());
      run.line("Cache restored from key: " + matched.get());
    } else {
      run.line("Cache is not found for " + key);
    }
    return matched.isPresent();
  }

  private static Optional<String> hash(ActionRun run, List<String> patterns) {
    try {
      var all = MessageDigest.getInstance("SHA-256");
      List<Path> files =
          JobGlob.of(run.files(), patterns).allFiles().stream()
              .filter(f -> !f.toString().contains("/node_modules/"))
              .toList();
      for (Path file : files) {
        var one = MessageDigest.getInstance("SHA-256");
        try (Handle opened = run.files().open(file)) {
          all.update(one.digest(Files.readAllBytes(opened.path())));
        }
      }
      return files.isEmpty()
          ? Optional.empty()
          : Optional.of(HexFormat.of().formatHex(all.digest()));
    } catch (IOException e) {
      throw new SlipwayException("could not read the lock files: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new SlipwayException("this Java has no SHA-256", e);
    }
  }

  /** Saves what {@link #restore} promised, unless it was there already. */
  void save(ActionRun run) throws InterruptedException {
    String key = run.state().getOrDefault(KEY, "");
    if (key.isEmpty()) {
      return;
    }
    if (key.equals(run.state().getOrDefault(HIT, ""))) {
      run.line("Cache hit occurred on the primary key " + key + ", not saving cache.");
      return;
    }
    List<String> paths = run.state().getOrDefault(PATHS, "").lines().toList();
    switch (cache.save(run, paths, key)) {
      case YES -> run.line("Cache saved with the key: " + key);
      case EXISTS -> run.line("Cache with the key " + key + " is there already");
      case READ_ONLY -> run.line("this job may read caches, not write them");
      case NOTHING -> run.line("Nothing to cache in " + String.join(", ", paths));
    }
  }
}
