package dev.slipway.runner.builtin.setup;

import dev.slipway.base.SlipwayException;
import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Manifests;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.StepResult;
import dev.slipway.runner.builtin.cache.JobCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code actions/setup-go}: the Go that the host has; one of another number is brought by that Go
 * itself, which knows how to fetch any release.
 */
public final class SetupGo implements NativeAction {
  private static final List<String> PLACES =
      List.of("/usr/local/go/bin/go", "/usr/lib/go/bin/go", "/usr/bin/go", "/opt/go/bin/go");
  private static final Pattern PRINTED = Pattern.compile("go version go(\\d+(?:\\.\\d+)*).*");
  private static final Pattern FILE =
      Pattern.compile("(?m)^\\s*(toolchain\\s+go|go\\s+|golang\\s+)(\\d+(?:\\.\\d+)*)");
  private static final Pattern EXACT = Pattern.compile("\\d+\\.\\d+\\.\\d+");
  private static final ActionManifest MANIFEST =
      Manifests.of("actions/setup-go", "v3", "v4", "v5", "v6")
          .inputs("go-version", "go-version-file")
          .input("check-latest", "false")
          .inputs("token")
          .input("cache", "true")
          .inputs("cache-dependency-path", "architecture", "go-download-base-url")
          .done(ActionManifest.Post.ON_SUCCESS, "go-version", "cache-hit");

  private final DependencyCache cache;

  public SetupGo(JobCache cache) {
    this.cache = new DependencyCache(cache);
  }

  @Override
  public ActionManifest manifest() {
    return MANIFEST;
  }

  /** A Go of the job. */
  private record Go(String program, String version) {}

  @Override
  public StepResult main(ActionRun run) throws InterruptedException {
    var inputs = ActionInputs.of(run);
    inputs.refuse("remove it", "go-download-base-url");
    var programs = new Programs(run);
    String wanted = wanted(inputs, programs);
    Go go = find(run, programs, wanted);
    run.addPath(go.program().replaceFirst("/go$", ""));
    programs
        .output(go.program(), "env", "GOPATH")
        .ifPresent(path -> run.addPath(path.strip() + "/bin"));
    run.output("go-version", go.version());
    run.line("Go " + go.version() + " (" + go.program() + ")");
    return cache(run, inputs, programs, go);
  }

  private static String wanted(ActionInputs inputs, Programs programs) {
    String given = inputs.text("go-version");
    if (!given.isEmpty()) {
      return given.equals("stable") || given.equals("oldstable") ? "" : given;
    }
    String file = inputs.text("go-version-file");
    if (file.isEmpty()) {
      return "";
    }
    String text =
        programs
            .text(file)
            .orElseThrow(() ->
                inputs.invalid(
                    "go-version-file",
                    "The specified go version file at: " + file + " does not exist",
                    "check the repository out first"));
    return inFile(text);
  }

  /** Of go.mod the toolchain before the language; of a file with nothing else its number. */
  static String inFile(String text) {
    Optional<String> language = Optional.empty();
    Matcher matcher = FILE.matcher(text);
    while (matcher.find()) {
      if (matcher.group(1).startsWith("toolchain")) {
        return matcher.group(2);
      }
      language = language.isPresent() ? language : Optional.of(matcher.group(2));
    }
    return language.or(() -> Versions.in(text)).orElse("");
  }

  private static Go find(ActionRun run, Programs programs, String wanted)
      throws InterruptedException {
    var seen = new ArrayList<Go>();
    for (String place : PLACES) {
      Optional<String> version =
          programs.output("env", "GOTOOLCHAIN=local", place, "version").flatMap(SetupGo::printed);
      if (version.isPresent()) {
        var go = new Go(place, version.get());
        if (wanted.isEmpty() || Versions.satisfies(go.version(), wanted)) {
          return go;
        }
        seen.add(go);
      }
    }
    if (!seen.isEmpty() && EXACT.matcher(wanted).matches()) {
      return brought(run, programs, seen.getFirst(), wanted);
    }
    throw new SlipwayException(
        "The version '"
            + wanted
            + "' of Go was not found on this machine, which has "
            + (seen.isEmpty() ? "none" : String.join(", ", seen.stream().map(Go::version).toList()))
            + "; install it on the host below /usr or /opt, or name all three numbers, so that the"
            + " Go that is there can fetch it");
  }

  private static Go brought(ActionRun run, Programs programs, Go by, String wanted)
      throws InterruptedException {
    String toolchain = "go" + wanted;
    Optional<String> got =
        programs
            .output("env", "GOTOOLCHAIN=" + toolchain, by.program(), "version")
            .flatMap(SetupGo::printed);
    if (!got.equals(Optional.of(wanted))) {
      throw new SlipwayException(
          "Go "
              + wanted
              + " is not on this machine, and its Go "
              + by.version()
              + " could not fetch it; install it on the host below /usr or /opt");
    }
    run.exportVariable("GOTOOLCHAIN", toolchain);
    return new Go(by.program(), wanted);
  }

  private static Optional<String> printed(String line) {
    Matcher matcher = PRINTED.matcher(line.strip());
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** As the real action: without a go.sum there is nothing to keep, and that is no mistake. */
  private StepResult cache(ActionRun run, ActionInputs inputs, Programs programs, Go go)
      throws InterruptedException {
    List<String> given = inputs.lines("cache-dependency-path");
    if (!inputs.isTrue("cache")) {
      return StepResult.succeeded();
    }
    var paths = new ArrayList<String>();
    for (String name : List.of("GOMODCACHE", "GOCACHE")) {
      programs.output(go.program(), "env", name).map(String::strip).ifPresent(paths::add);
    }
    try {
      boolean hit =
          cache.restore(
              run,
              "setup-go-Linux-x64-go-" + go.version() + "-",
              paths,
              given.isEmpty() ? List.of("go.sum") : given);
      run.output("cache-hit", Boolean.toString(hit));
    } catch (SlipwayException e) {
      run.warning("Restore cache failed: " + e.getMessage());
      run.output("cache-hit", "false");
    }
    return StepResult.succeeded();
  }

  @Override
  public StepResult post(ActionRun run) throws InterruptedException {
    cache.save(run);
    return StepResult.succeeded();
  }
}
