package dev.slipway.runner.builtin.cache;

import dev.slipway.base.SlipwayException;
import dev.slipway.posix.Handle;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.JobGlob;
import dev.slipway.runner.action.Placement;
import dev.slipway.runner.cache.CacheScope;
import dev.slipway.runner.cache.CacheStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Keeps directories of a job from one run to the next, as archives that GitHub's own client could
 * read: packed and unpacked by the job's own tar, in the job.
 */
public final class JobCache {
  private static final int MAX_KEY = 512;

  private final CacheStore store;
  private final Function<JobDescriptor, String> defaultBranch;

  /**
   * Caches in a store.
   *
   * @param defaultBranch the full name of the default branch of a job's repository
   */
  public JobCache(CacheStore store, Function<JobDescriptor, String> defaultBranch) {
    this.store = store;
    this.defaultBranch = defaultBranch;
  }

  /** How a saving ended. */
  public enum Saved {
    YES,
    /** There is an entry of this key already. */
    EXISTS,
    /** This job may not write. */
    READ_ONLY,
    /** None of the paths exists. */
    NOTHING
  }

  private CacheScope scope(ActionRun run) {
    return CacheScope.of(run.job(), defaultBranch.apply(run.job()));
  }

  /** The key of the best entry there is; empty when there is none. */
  public Optional<String> lookUp(ActionRun run, List<String> paths, String key, List<String> more)
      throws InterruptedException {
    check(key);
    return store
        .find(scope(run), Packing.of(run).version(paths), key, more)
        .map(CacheStore.Entry::key);
  }

  /**
   * Unpacks the best entry there is.
   *
   * @param key the wanted key
   * @param more restore keys, prefixes, the best first
   * @return the key of what was unpacked; empty when there was nothing
   */
  public Optional<String> restore(ActionRun run, List<String> paths, String key, List<String> more)
      throws InterruptedException {
    check(key);
    Packing packing = Packing.of(run);
    Optional<CacheStore.Entry> found = store.find(scope(run), packing.version(paths), key, more);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Path archive = run.files().temporary().resolve("cache-" + UUID.randomUUID() + ".tar");
    var placement = new Placement(run.files());
    try {
      Path copy = run.files().scratch().resolve("cache-" + found.get().id());
      Files.copy(store.file(found.get().id()), copy);
      placement.move(copy, archive);
      pack(run, packing.unpack(archive, run.files().workspace()), "unpack the cache");
      placement.remove(archive);
    } catch (IOException e) {
      throw new UncheckedIOException("restoring the cache " + found.get().key(), e);
    }
    return Optional.of(found.get().key());
  }

  /** Packs the paths and keeps them under a key. */
  public Saved save(ActionRun run, List<String> paths, String key) throws InterruptedException {
    check(key);
    CacheScope scope = scope(run);
    if (scope.writable().isEmpty()) {
      return Saved.READ_ONLY;
    }
    Packing packing = Packing.of(run);
    try {
      List<Path> named = JobGlob.of(run.files(), paths).named();
      if (named.isEmpty()) {
        return Saved.NOTHING;
      }
      Optional<Long> id = store.reserve(scope, packing.version(paths), key);
      if (id.isEmpty()) {
        return Saved.EXISTS;
      }
      return save(run, packing, named, id.get());
    } catch (IOException e) {
      throw new UncheckedIOException("saving the cache " + key, e);
    }
  }

  private Saved save(ActionRun run, Packing packing, List<Path> named, long id)
      throws IOException, InterruptedException {
    Path temporary = run.files().temporary();
    String name = "cache-" + UUID.randomUUID();
    Path archive = temporary.resolve(name + ".tar");
    Path list = temporary.resolve(name + ".txt");
    var placement = new Placement(run.files());
    boolean done = false;
    try {
      Path workspace = run.files().workspace();
      var lines = new ArrayList<String>();
      named.forEach(path -> lines.add(workspace.relativize(path).toString()));
      String text = String.join("\n", lines.stream().map(l -> l.isEmpty() ? "." : l).toList());
      placement.write(list, text.getBytes(StandardCharsets.UTF_8), 0644);
      pack(run, packing.pack(archive, workspace, list), "pack the cache");
      try (Handle packed = run.files().open(archive);
          InputStream in = Files.newInputStream(packed.path())) {
        store.upload(id).whole(in);
      }
      store.complete(id);
      done = true;
      return Saved.YES;
    } finally {
      if (!done) {
        store.abandon(id);
      }
      placement.remove(archive);
      placement.remove(list);
    }
  }

  private static void pack(ActionRun run, List<String> command, String what)
      throws InterruptedException {
    var lines = new ArrayList<String>();
    int exit = run.exec(command, run.files().workspace(), Map.of(), lines::add);
    if (exit != 0) {
      throw new SlipwayException(
          "could not "
              + what
              + ": tar ended with exit code "
              + exit
              + ": "
              + String.join("\n", lines));
    }
  }

  private static void check(String key) {
    if (key.isEmpty() || key.length() > MAX_KEY || key.contains(",")) {
      throw new SlipwayException(
          "Key Validation Error: "
              + key
              + " must have 1 to "
              + MAX_KEY
              + " characters and no comma");
    }
  }
}
