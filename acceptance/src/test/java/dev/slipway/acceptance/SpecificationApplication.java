package dev.slipway.acceptance;

import dev.slipway.base.Command;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An application in the layout that the specification's workflows expect. Workflows, Dockerfiles,
 * ignore files and nginx.conf are the specification's own; the front end is the example's; backend
 * and manifests are this test's.
 *
 * @param directory where it is put together
 */
record SpecificationApplication(Path directory) {
  private static final List<String> EXAMPLE_ONLY =
      List.of("Dockerfile", ".dockerignore", "nginx.conf", "nginx-main.conf", "nginx-test");

  static SpecificationApplication assemble(Path directory, Path home, SpecificationText text)
      throws IOException {
    var application = new SpecificationApplication(directory);
    Trees.copy(fixture(), directory);
    Path frontend =
        Trees.copy(home.resolve("examples/doctor-app/frontend"), directory.resolve("frontend"));
    for (String name : EXAMPLE_ONLY) {
      Trees.delete(frontend.resolve(name));
    }
    application.write(".github/workflows/ci.yaml", text.block("`.github/workflows/ci.yaml`:"));
    application.write(".github/workflows/cd.yaml", text.block("`.github/workflows/cd.yaml`:"));
    application.write("backend/Dockerfile", text.block("## 2. Backend Dockerfile"));
    application.write("backend/.dockerignore", text.block("### Backend .dockerignore"));
    application.write("frontend/Dockerfile", text.block("## 3. Frontend Dockerfile"));
    application.write("frontend/.dockerignore", text.block("### Frontend .dockerignore"));
    application.write("frontend/nginx.conf", text.block("## 4. nginx Configuration"));
    return application;
  }

  private static Path fixture() {
    try {
      return Path.of(
              Optional.ofNullable(
                      SpecificationApplication.class.getResource("/specification-app/backend"))
                  .orElseThrow()
                  .toURI())
          .resolveSibling("");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(String file, String text) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /**
   * Makes {@code uv.lock} with the real uv; empty when that worked, else why it could not.
   *
   * @param tools where uv is put
   */
  Optional<String> lock(Path tools) {
    var install =
        Command.of(
                "python3",
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-deps",
                "--target",
                tools.toString(),
                "uv")
            .withLimit(Duration.ofMinutes(2))
            .run();
    if (!install.succeeded()) {
      return Optional.of("uv cannot be had from PyPI: " + install.stderr().strip());
    }
    var lock =
        Command.of(
                tools.resolve("bin/uv").toString(),
                "lock",
                "--quiet",
                "--project",
                directory.resolve("backend").toString())
            .withEnvironment("UV_PYTHON_DOWNLOADS", "never")
            .withEnvironment("UV_SYSTEM_CERTS", "true")
            .withLimit(Duration.ofMinutes(2))
            .run();
    return lock.succeeded()
        ? Optional.empty()
        : Optional.of("uv cannot lock the backend's packages: " + lock.stderr().strip());
  }
}
