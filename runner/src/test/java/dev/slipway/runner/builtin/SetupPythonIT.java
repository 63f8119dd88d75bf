package dev.slipway.runner.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.base.Command;
import dev.slipway.runner.JobDescriptor.Trust;
import dev.slipway.runner.action.StepResult;
import dev.slipway.runner.builtin.cache.JobCache;
import dev.slipway.runner.builtin.setup.SetupPython;
import dev.slipway.runner.cache.CacheStore;
import dev.slipway.store.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether packages can be installed into the Python that a job asks for. */
class SetupPythonIT {
  private static final String COMMIT = "0123456789012345678901234567890123456789";

  @TempDir Path directory;

  @Test
  void packagesAreInstalledForTheJobAlone() throws Exception {
    assumeTrue(
        Command.exists("python3")
            && Command.of("python3", "-c", "import ensurepip").run().succeeded(),
        "no python3 with ensurepip here");
    try (var database = Database.open(directory.resolve("db"), List.of(CacheStore.SCHEMA))) {
      var store = new CacheStore(database, directory.resolve("caches"), 1 << 20, Clock.systemUTC());
      var action = new SetupPython(new JobCache(store, job -> "refs/heads/main"));
      var run =
          TestRun.of(
              directory.resolve("job"),
              TestRun.job("refs/heads/main", COMMIT, "push", Trust.TRUSTED),
              action,
              Map.of());

      assertThat(action.main(run)).isEqualTo(StepResult.succeeded());

      Path environment = Path.of(run.exported.get("pythonLocation"));
      assertThat(environment).startsWith(run.temporary());
      assertThat(run.path).containsExactly(environment.resolve("bin").toString());
      assertThat(run.outputs).containsEntry("python-path", environment + "/bin/python");
      wheel(run.workspace());
      must(run, environment.resolve("bin/pip"), "install", "--no-index", "--no-deps", ".");
      assertThat(must(run, environment.resolve("bin/hello"))).contains("hello from " + environment);
    }
  }

  /** A project that its own build backend makes a wheel of: nothing has to be fetched for it. */
  private static void wheel(Path project) throws Exception {
    Files.writeString(
        project.resolve("pyproject.toml"),
        """
        [build-system]
        requires = []
        build-backend = "backend"
        backend-path = ["."]
        """);
    Files.writeString(
        project.resolve("backend.py"),
        """
        import zipfile
        def build_wheel(directory, config_settings=None, metadata_directory=None):
            with zipfile.ZipFile(directory + "/hello-1-py3-none-any.whl", "w") as out:
                info = "hello-1.dist-info/"
                out.writestr("hello.py", "import sys\\ndef main(): print('hello from', sys.prefix)\\n")
                out.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: hello\\nVersion: 1\\n")
                out.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
                out.writestr(info + "entry_points.txt", "[console_scripts]\\nhello = hello:main\\n")
                out.writestr(info + "RECORD", "")
            return "hello-1-py3-none-any.whl"
        """);
  }

  private static String must(TestRun run, Path program, String... arguments) throws Exception {
    var words = new ArrayList<>(List.of(program.toString()));
    words.addAll(List.of(arguments));
    var result = Command.of(words).withDirectory(run.workspace()).run();
    return result.orThrow("run " + program).stdout();
  }
}
