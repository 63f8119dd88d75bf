package dev.slipway.dockerfile.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Command;
import dev.slipway.container.reach.HostAdditions;
import dev.slipway.container.reach.HostCertificates;
import dev.slipway.container.reach.HostReach;
import dev.slipway.dockerfile.BuildOutput;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildResult;
import dev.slipway.dockerfile.PlainProgress;
import dev.slipway.dockerfile.StepReport;
import dev.slipway.dockerfile.base.BaseImages;
import dev.slipway.dockerfile.base.KnownImages;
import dev.slipway.dockerfile.base.RegistryImages;
import dev.slipway.dockerfile.base.SearchedImages;
import dev.slipway.dockerfile.base.StandIns;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.ImageNames;
import dev.slipway.oci.client.Credentials;
import dev.slipway.oci.client.Endpoints;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Builds the example application on its real base images, or on stand-ins. Takes minutes the first
 * time and needs package registries, so it runs only when asked for by {@code
 * -Dslipway.example.cache=DIR}, where DIR keeps the bench between runs.
 */
class ExampleIT {
  private static Path project;
  private static Path cache;

  @BeforeAll
  static void find() throws IOException {
    Bench.assumePossible();
    String wanted = System.getProperty("slipway.example.cache", "");
    Assumptions.assumeFalse(wanted.isEmpty(), "asked for by -Dslipway.example.cache=DIR");
    cache = Files.createDirectories(Path.of(wanted));
    project = project(Path.of("").toAbsolutePath());
  }

  private static Path project(Path from) {
    for (Path at = from; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("bases/index.json"))) {
        return at;
      }
    }
    return Path.of(System.getProperty("slipway.project", "/"));
  }

  private static BaseImages bases(BlobStore blobs, ImageNames names) {
    return new SearchedImages(
        blobs,
        List.of(new KnownImages(names, blobs)),
        List.of(
            new RegistryImages(
                blobs, Credentials.NONE, Endpoints.STANDARD, names, Clock.systemUTC())),
        new StandIns(project.resolve("bases"), cache.resolve("prepared")));
  }

  @Test
  void buildsTheBackendAndTheFrontend() throws Exception {
    HostAdditions additions =
        HostCertificates.prepare(cache.resolve("trust"), System.getenv())
            .and(HostReach.of(System.getenv(), Path.of(System.getProperty("user.home", "/root"))));
    try (var bench = Bench.open(cache, ExampleIT::bases, additions)) {
      for (String part : List.of("backend", "frontend")) {
        Path context = cache.resolve("context-" + part);
        copy(project.resolve("examples/doctor-app").resolve(part), context);
        BuildRequest request =
            BuildRequest.of(context)
                .change()
                .tags(List.of(part + ":test"))
                .outputs(List.of(new BuildOutput.OciDirectory(cache.resolve("oci-" + part))))
                .done();
        BuildResult result = bench.builder().build(request, new PlainProgress(System.out::println));
        report(part, result);
        assertThat(result.config().config().user()).isNotEmpty();
        for (int i = 0; i < Integer.getInteger("slipway.example.repeats", 5); i++) {
          BuildResult again =
              bench.builder().build(request.change().outputs(List.of()).done(), event -> {});
          System.out.println(part + " again: " + again.took().toMillis() + " ms");
          assertThat(again.digest()).isEqualTo(result.digest());
        }
        changeOneLine(context);
        BuildResult changed = bench.builder().build(request, event -> {});
        report(part + " with one line changed", changed);
        assertThat(changed.digest()).isNotEqualTo(result.digest());
      }
      assertThat(bench.mounts()).isEmpty();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.exists(to)) {
      DirectoryTree.delete(to);
    }
    Command.of("cp", "-a", from.toString(), to.toString()).run().orThrow("copy the example");
    // What a developer's machine has besides; the ignore files exclude it.
    for (String name : List.of("node_modules", "target", "dist")) {
      if (Files.exists(to.resolve(name))) {
        DirectoryTree.delete(to.resolve(name));
      }
    }
  }

  private static void changeOneLine(Path context) throws IOException {
    Path source;
    try (Stream<Path> files = Files.walk(context.resolve("src"))) {
      source =
          files
              .filter(f -> f.toString().matches(".*(Main\\.java|main\\.[jt]sx?)"))
              .findFirst()
              .orElseThrow();
    }
    String text = Files.readString(source);
    String mark = Long.toString(System.nanoTime());
    Files.writeString(
        source,
        source.toString().endsWith(".java")
            ? text.replaceFirst("\\{", "{\n  static final String MARK = \"" + mark + "\";\n")
            : text + "\nwindow.mark = '" + mark + "'\n");
  }

  private static void report(String part, BuildResult result) {
    System.out.println(part + ": " + result.digest() + " in " + result.took().toMillis() + " ms");
    System.out.println("stand-ins: " + result.standIns());
    for (StepReport step : result.steps()) {
      System.out.println(
          step.name().lines().findFirst().orElse("")
              + " | "
              + step.verdict().explanation()
              + " | "
              + step.took().toMillis()
              + " ms | "
              + step.compressedSize());
    }
  }
}
