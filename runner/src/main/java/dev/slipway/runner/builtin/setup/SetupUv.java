package dev.slipway.runner.builtin.setup;

import dev.slipway.base.SlipwayException;
import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Manifests;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.StepResult;
import dev.slipway.runner.builtin.cache.JobCache;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code astral-sh/setup-uv} (S32): uv from its package on PyPI, by the host's pip configuration.
 *
 * <p>{@code uv python install} downloads from GitHub (S35); a thin wrapper lets it be content with
 * a Python that the job has already.
 */
public final class SetupUv implements NativeAction {
  private static final ActionManifest MANIFEST =
      Manifests.of("astral-sh/setup-uv", "v1", "v2", "v3", "v4", "v5", "v6", "v7")
          .input("version", "latest")
          .inputs("version-file", "python-version", "checksum", "github-token")
          .input("enable-cache", "false")
          .input("cache-dependency-glob", "**/uv.lock")
          .inputs("cache-suffix", "cache-local-path")
          .input("prune-cache", "true")
          .input("ignore-nothing-to-cache", "false")
          .input("ignore-empty-workdir", "false")
          .inputs("working-directory", "activate-environment", "tool-dir", "tool-bin-dir")
          .done(ActionManifest.Post.ON_SUCCESS, "uv-version", "uv-path", "uvx-path", "cache-hit");

  private static final String SYSTEM_CERTIFICATES = "UV_SYSTEM_CERTS";

  private static final String WRAPPER =
      """
      #!/bin/sh
      # Is content with a Python that is there: uv itself would download one.
      real="$(dirname -- "$(readlink -f -- "$0")")/package/bin/uv"
      if [ "$1" = python ] && [ "$2" = install ]; then
        missing=0
        found=""
        for word in "$@"; do
          case "$word" in
            python|install|-*) ;;
            *)
              if place="$("$real" python find --no-python-downloads "$word" 2>/dev/null)"; then
                found="$found Python $word is there already: $place
      "
              else
                missing=1
              fi ;;
          esac
        done
        if [ "$missing" = 0 ] && [ -n "$found" ]; then
          printf '%s' "$found" | sed 's/^ *//' >&2
          exit 0
        fi
      fi
      exec "$real" "$@"
      """;

  private final DependencyCache cache;

  public SetupUv(JobCache cache) {
    this.cache = new DependencyCache(cache);
  }

  @Override
  public ActionManifest manifest() {
    return MANIFEST;
  }

  @Override
  public StepResult main(ActionRun run) throws InterruptedException {
    var inputs = ActionInputs.of(run);
    inputs.refuse(
        "remove it", "checksum", "version-file", "activate-environment", "working-directory");
    var programs = new Programs(run);
    String wanted = inputs.text("version");
    boolean moving = wanted.isEmpty() || wanted.equals("latest");
    Path directory =
        run.files()
            .toolCache()
            .resolve("uv")
            .resolve(moving ? "latest" : wanted.replaceAll("[^\\w.-]", "_"))
            .resolve("x86_64");
    String requirement = moving ? "uv" : requirement(wanted);
    programs.provide(directory, own -> install(run, programs, requirement, own));
    String version =
        programs
            .output(directory.resolve("uv").toString(), "--version")
            .flatMap(Versions::in)
            .orElseThrow(() -> new SlipwayException("uv was installed and does not run"));
    run.addPath(directory.toString());
    run.output("uv-version", version);
    run.output("uv-path", directory.resolve("uv").toString());
    run.output("uvx-path", directory.resolve("uvx").toString());
    // The host's authorities count in jobs: uv would know only those that it brings along.
    if (!run.environment().containsKey(SYSTEM_CERTIFICATES)) {
      run.exportVariable(SYSTEM_CERTIFICATES, "true");
    }
    inputs.optional("python-version").ifPresent(v -> run.exportVariable("UV_PYTHON", v));
    run.line("uv " + version);
    return cache(run, inputs);
  }

  private static String requirement(String version) {
    return Character.isDigit(version.charAt(0)) ? "uv==" + version : "uv" + version;
  }

  private static void install(ActionRun run, Programs programs, String requirement, Path directory)
      throws InterruptedException {
    run.line("Installing " + requirement + " from its package on PyPI");
    var command = new ArrayList<>(List.of("python3", "-m", "pip", "install", "--quiet"));
    command.addAll(List.of("--no-deps", "--only-binary", ":all:", "--upgrade", "--target"));
    command.addAll(List.of(directory.resolve("package").toString(), requirement));
    programs.must("install " + requirement, command);
    programs.write(directory.resolve("uv"), WRAPPER, 0755);
    programs.write(
        directory.resolve("uvx"),
        "#!/bin/sh\nexec \"$(dirname -- \"$(readlink -f -- \"$0\")\")/package/bin/uvx\" \"$@\"\n",
        0755);
  }

  private StepResult cache(ActionRun run, ActionInputs inputs) throws InterruptedException {
    boolean automatic = inputs.text("enable-cache").equals("auto");
    if (automatic || !inputs.isTrue("enable-cache")) {
      run.output("cache-hit", "false");
      return StepResult.succeeded();
    }
    Path place =
        inputs
            .optional("cache-local-path")
            .map(Path::of)
            .orElse(run.files().temporary().resolve("setup-uv-cache"));
    run.exportVariable("UV_CACHE_DIR", place.toString());
    boolean hit =
        cache.restore(
            run,
            "setup-uv-1-x86_64-" + inputs.text("cache-suffix") + "-",
            List.of(place.toString()),
            inputs.lines("cache-dependency-glob"));
    run.output("cache-hit", Boolean.toString(hit));
    return StepResult.succeeded();
  }

  @Override
  public StepResult post(ActionRun run) throws InterruptedException {
    cache.save(run);
    return StepResult.succeeded();
  }
}
