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
import java.util.Optional;

/**
 * {@code actions/setup-python}: one of the Pythons that the host has, as a virtual environment of
 * the job's own: packages are installed beside nobody else's, and their programs are on the path.
 */
public final class SetupPython implements NativeAction {
  private static final ActionManifest MANIFEST =
      Manifests.of("actions/setup-python", "v4", "v5", "v6")
          .inputs("python-version", "python-version-file", "cache", "architecture")
          .input("check-latest", "false")
          .inputs("token", "cache-dependency-path")
          .input("update-environment", "true")
          .input("allow-prereleases", "false")
          .input("freethreaded", "false")
          .inputs("pip-version", "pip-install")
          .done(ActionManifest.Post.ON_SUCCESS, "python-version", "cache-hit", "python-path");

  private static final List<String> LOCATIONS =
      List.of("pythonLocation", "Python_ROOT_DIR", "Python3_ROOT_DIR");

  private final DependencyCache cache;

  public SetupPython(JobCache cache) {
    this.cache = new DependencyCache(cache);
  }

  @Override
  public ActionManifest manifest() {
    return MANIFEST;
  }

  @Override
  public StepResult main(ActionRun run) throws InterruptedException {
    var inputs = ActionInputs.of(run);
    inputs.refuse("remove it", "freethreaded", "pip-version", "pip-install");
    var programs = new Programs(run);
    String wanted = wanted(inputs, programs);
    Python python = find(programs, wanted);
    Path environment =
        run.files().temporary().resolve("setup-python").resolve(python.version).resolve("x64");
    Path directory = environment.resolve("bin");
    if (!programs.exists(directory.resolve("python"))) {
      make(run, programs, environment, python);
    }
    if (inputs.isTrue("update-environment")) {
      run.addPath(directory.toString());
      for (String variable : LOCATIONS) {
        run.exportVariable(variable, environment.toString());
      }
    }
    run.output("python-version", python.version);
    run.output("python-path", directory.resolve("python").toString());
    run.line("Python " + python.version + " (" + python.program + ")");
    return cache(run, inputs, programs, directory.resolve("python"));
  }

  /** A Python of the job. */
  private record Python(String program, String version) {
    private String minor() {
      return version.substring(0, version.lastIndexOf('.'));
    }
  }

  /** Pip takes seconds to install and is the same for all jobs: it is made once and copied. */
  private static void make(ActionRun run, Programs programs, Path environment, Python python)
      throws InterruptedException {
    Path ready =
        run.files().toolCache().resolve("Python-pip").resolve(python.version).resolve("x64");
    programs.must("make a virtual environment", venv(python, environment));
    boolean hasPip = programs.output(python.program, "-c", "import ensurepip").isPresent();
    if (!hasPip) {
      run.warning(
          python.program
              + " has no ensurepip, so 'pip' is not in its environment; install Debian's package"
              + " python3-venv on the host");
      return;
    }
    programs.provide(
        ready,
        own -> {
          programs.must("make a virtual environment", venv(python, own));
          programs.must(
              "install pip",
              List.of(own.resolve("bin/python").toString(), "-m", "ensurepip", "--default-pip"));
        });
    Path packages = Path.of("lib", "python" + python.minor(), "site-packages");
    programs.must(
        "copy pip",
        List.of(
            "cp", "-a", ready.resolve(packages) + "/.", environment.resolve(packages).toString()));
    for (String name : List.of("pip", "pip3", "pip" + python.minor())) {
      programs.write(
          environment.resolve("bin").resolve(name),
          "#!/bin/sh\nexec '" + environment.resolve("bin/python") + "' -m pip \"$@\"\n",
          0755);
    }
  }

  private static List<String> venv(Python python, Path directory) {
    return List.of(python.program, "-m", "venv", "--without-pip", directory.toString());
  }

  private static String wanted(ActionInputs inputs, Programs programs) {
    String file = inputs.text("python-version-file");
    List<String> given = inputs.lines("python-version");
    if (!given.isEmpty()) {
      return given.getFirst();
    }
    String name = file.isEmpty() ? ".python-version" : file;
    return programs.text(name).flatMap(Versions::in).orElse("");
  }

  private static Python find(Programs programs, String wanted) throws InterruptedException {
    var seen = new ArrayList<String>();
    var names = new ArrayList<String>();
    Versions.in(wanted)
        .map(v -> v.split("\\."))
        .filter(parts -> parts.length >= 2)
        .ifPresent(parts -> names.add("python" + parts[0] + "." + parts[1]));
    for (int minor = 14; minor >= 8; minor--) {
      names.add("python3." + minor);
    }
    names.addFirst("python3");
    for (String name : names) {
      Optional<String> version = programs.output(name, "--version").flatMap(Versions::in);
      if (version.isPresent()) {
        if (wanted.isEmpty() || Versions.satisfies(version.get(), wanted)) {
          String program =
              programs
                  .output(name, "-c", "import sys; print(sys.executable)")
                  .map(String::strip)
                  .orElse(name);
          return new Python(program, version.get());
        }
        seen.add(version.get());
      }
    }
    throw new SlipwayException(
        "The version '"
            + wanted
            + "' of Python was not found on this machine, which has "
            + (seen.isEmpty() ? "none" : String.join(", ", seen))
            + "; install it on the host below /usr or /opt");
  }

  private StepResult cache(ActionRun run, ActionInputs inputs, Programs programs, Path python)
      throws InterruptedException {
    String manager = inputs.text("cache");
    if (manager.isEmpty()) {
      return StepResult.succeeded();
    }
    if (!manager.equals("pip")) {
      throw inputs.invalid("cache", "caching for '" + manager + "' is not supported", "write pip");
    }
    String directory =
        programs
            .output(python.toString(), "-m", "pip", "cache", "dir")
            .map(String::strip)
            .orElse("~/.cache/pip");
    List<String> given = inputs.lines("cache-dependency-path");
    boolean hit =
        cache.restore(
            run,
            "setup-python-Linux-x64-pip-",
            List.of(directory),
            given.isEmpty() ? List.of("**/requirements.txt", "pyproject.toml") : given);
    run.output("cache-hit", Boolean.toString(hit));
    return StepResult.succeeded();
  }

  @Override
  public StepResult post(ActionRun run) throws InterruptedException {
    cache.save(run);
    return StepResult.succeeded();
  }
}
