package dev.slipway.runner.builtin.cache;

import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Manifests;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code actions/cache}, and its halves {@code /restore} and {@code /save}. */
public final class CacheAction implements NativeAction {
  private static final String[] VERSIONS = {"v3", "v4", "v5"};

  private final JobCache cache;
  private final Part part;

  /** Which of the three. */
  public enum Part {
    WHOLE("actions/cache"),
    RESTORE("actions/cache/restore"),
    SAVE("actions/cache/save");

    private final String action;

    Part(String action) {
      this.action = action;
    }
  }

  public CacheAction(JobCache cache, Part part) {
    this.cache = cache;
    this.part = part;
  }

  @Override
  public ActionManifest manifest() {
    Manifests manifest = Manifests.of(part.action, VERSIONS).required("path").required("key");
    if (part != Part.SAVE) {
      manifest
          .inputs("restore-keys")
          .input("fail-on-cache-miss", "false")
          .input("lookup-only", "false");
    }
    if (part == Part.WHOLE) {
      manifest.input("save-always", "false");
    }
    manifest.inputs("upload-chunk-size").input("enableCrossOsArchive", "false");
    return switch (part) {
      case WHOLE -> manifest.done(ActionManifest.Post.ON_SUCCESS, "cache-hit");
      case RESTORE ->
          manifest.done(
              ActionManifest.Post.NONE, "cache-hit", "cache-primary-key", "cache-matched-key");
      case SAVE -> manifest.done(ActionManifest.Post.NONE);
    };
  }

  @Override
  public StepResult main(ActionRun run) throws InterruptedException {
    var inputs = ActionInputs.of(run);
    return part == Part.SAVE
        ? save(run, inputs.lines("path"), inputs.text("key"))
        : restore(run, inputs);
  }

  private StepResult restore(ActionRun run, ActionInputs inputs) throws InterruptedException {
    List<String> paths = inputs.lines("path");
    String key = inputs.text("key");
    List<String> more = inputs.lines("restore-keys");
    run.saveState("CACHE_KEY", key);
    run.output("cache-primary-key", key);
    boolean lookUp = inputs.isTrue("lookup-only");
    Optional<String> matched =
        lookUp ? cache.lookUp(run, paths, key, more) : cache.restore(run, paths, key, more);
    if (matched.isEmpty()) {
      var keys = new ArrayList<>(List.of(key));
      keys.addAll(more);
      if (inputs.isTrue("fail-on-cache-miss")) {
        return StepResult.failed(
            "Failed to restore cache entry. Exiting as fail-on-cache-miss is set. Input key: "
                + key);
      }
      run.output("cache-hit", "");
      run.line("Cache not found for input keys: " + String.join(", ", keys));
      return StepResult.succeeded();
    }
    run.saveState("CACHE_RESULT", matched.get());
    run.output("cache-matched-key", matched.get());
    run.output("cache-hit", Boolean.toString(matched.get().equalsIgnoreCase(key)));
    run.line(
        lookUp
            ? "Cache found and can be restored from key: " + matched.get()
            : "Cache restored from key: " + matched.get());
    return StepResult.succeeded();
  }

  @Override
  public StepResult post(ActionRun run) throws InterruptedException {
    String key = run.state().getOrDefault("CACHE_KEY", "");
    if (key.isEmpty()) {
      return StepResult.succeeded();
    }
    if (key.equalsIgnoreCase(run.state().getOrDefault("CACHE_RESULT", ""))) {
      run.line("Cache hit occurred on the primary key " + key + ", not saving cache.");
      return StepResult.succeeded();
    }
    return save(run, ActionInputs.of(run).lines("path"), key);
  }

  /** A cache that cannot be saved is worth a warning; the job has done its work. */
  private StepResult save(ActionRun run, List<String> paths, String key)
      throws InterruptedException {
    switch (cache.save(run, paths, key)) {
      case YES -> run.line("Cache saved with key: " + key);
      case EXISTS ->
          run.line(
              "Failed to save: Unable to reserve cache with key "
                  + key
                  + ", another job may be creating this cache.");
      case READ_ONLY -> run.notice("this job may read caches, not write them: " + key);
      case NOTHING ->
          run.warning(
              "Path Validation Error: Path(s) specified in the action for caching do(es) not exist,"
                  + " hence no cache is being saved.");
    }
    return StepResult.succeeded();
  }
}
