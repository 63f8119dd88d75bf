package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real buildah and podman, with storage of their own. */
class BuildahIT {
  @TempDir Path directory;

  private Command.Result run(String program, String... arguments) {
    var all =
        new ArrayList<>(
            List.of(
                program,
                "--root",
                directory.resolve("root").toString(),
                "--runroot",
                directory.resolve("run").toString(),
                "--storage-driver",
                "vfs"));
    all.addAll(List.of(arguments));
    return Command.of(all).withLimit(Duration.ofMinutes(1)).run();
  }

  private static void needs(String program) {
    Assumptions.assumeTrue(
        Command.exists(program), program + " is not installed (apt-get install it); skipped");
  }

  @Test
  void buildahPushesAndPulls() throws IOException {
    needs("buildah");
    try (TestRegistry server = TestRegistry.start(directory.resolve("server"))) {
      String image = server.host() + "/p/r/web:main";
      server.registry.createRepository(
          server.registry.repositoryOf("p/r/web"), TestRegistry.user("admin"));
      Path file = Files.writeString(directory.resolve("hello"), "hello");
      String made = run("buildah", "from", "scratch").orThrow("buildah from").stdout().strip();
      run("buildah", "copy", made, file.toString(), "/hello").orThrow("buildah copy");
      run("buildah", "commit", made, "made").orThrow("buildah commit");
      run("buildah", "push", "--tls-verify=false", "--creds", "writer:writer", "made", image)
          .orThrow("buildah push");
      assertThat(server.registry.digest("p/r/web", "main")).isPresent();
      run("buildah", "rmi", "--all", "--force").orThrow("buildah rmi");
      run("buildah", "pull", "--tls-verify=false", "--creds", "reader:reader", image)
          .orThrow("buildah pull");
      var refused =
          run("buildah", "push", "--tls-verify=false", "--creds", "reader:reader", image, image);
      assertThat(refused.succeeded()).isFalse();
      assertThat(refused.stderr()).contains("reader lacks");
    }
  }

  @Test
  void podmanPullsAndPushesUnderAnotherName() throws IOException {
    needs("podman");
    try (TestRegistry server = TestRegistry.start(directory.resolve("server"))) {
      var image = TestImages.create(server.blobs, 1);
      server.registry.put("p/r/web", "1", image, TestRegistry.user("admin"));
      String from = server.host() + "/p/r/web:1";
      String to = server.host() + "/p/r/web:2";
      run("podman", "pull", "--tls-verify=false", "--creds", "reader:reader", from)
          .orThrow("podman pull");
      run("podman", "push", "--tls-verify=false", "--creds", "writer:writer", from, to)
          .orThrow("podman push");
      assertThat(server.registry.digest("p/r/web", "2")).isPresent();
    }
  }
}
