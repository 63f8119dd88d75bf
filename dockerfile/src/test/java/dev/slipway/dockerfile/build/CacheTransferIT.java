package dev.slipway.dockerfile.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.dockerfile.BuildEvent;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildResult;
import dev.slipway.dockerfile.CacheLocation;
import dev.slipway.dockerfile.CacheLocation.Mode;
import dev.slipway.dockerfile.CacheLocation.Unreachable;
import dev.slipway.dockerfile.CacheVerdict;
import dev.slipway.oci.ImageReference;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class CacheTransferIT {
  private static final String DOCKERFILE =
      """
      FROM scratch AS base
      COPY programs /
      FROM base AS one
      RUN echo made > /made
      FROM base
      COPY --from=one /made /
      RUN cat /made > /copy
      """;

  @TempDir Path context;

  @Test
  void takesOverWhatAnotherInstanceDid(@TempDir(cleanup = CleanupMode.NEVER) Path dir)
      throws Exception {
    Bench.assumePossible();
    HostPrograms.fill(Files.createDirectory(context.resolve("programs")));
    Files.writeString(context.resolve("Dockerfile"), DOCKERFILE);
    Path layout = dir.resolve("exported");
    var location =
        List.<CacheLocation>of(new CacheLocation.Directory(layout, CacheLocation.Mode.MAX));
    BuildRequest request = BuildRequest.of(context);
    try {
      BuildResult first;
      try (Bench bench = Bench.open(Files.createDirectory(dir.resolve("one")))) {
        first = bench.build(request.change().cacheTo(location).done());
      }
      try (Bench bench = Bench.open(Files.createDirectory(dir.resolve("two")))) {
        BuildResult second = bench.build(request.change().cacheFrom(location).done());

        assertThat(second.steps()).allMatch(s -> s.verdict() instanceof CacheVerdict.Hit);
        assertThat(second.digest()).isEqualTo(first.digest());

        Files.writeString(context.resolve("programs/new"), "x");
        BuildResult third = bench.build(request.change().cacheFrom(location).done());
        assertThat(bench.text(third, "copy")).isEqualTo("made\n");
      }
      Files.delete(context.resolve("programs/new"));
      try (Bench bench = Bench.open(Files.createDirectory(dir.resolve("three")))) {
        buildsWithoutWhatIsDamaged(bench, request, layout);
      }
    } finally {
      DirectoryTree.delete(dir);
    }
  }

  private static void takesOverWhatIsInAnImage(Path dir, BuildRequest request, String image)
      throws IOException {
    BuildResult first;
    try (Bench bench = Bench.open(Files.createDirectory(dir.resolve("inline-one")))) {
      BuildRequest inline =
          request
              .change()
              .cacheTo(List.of(new CacheLocation.Inline()))
              .tags(List.of("app:1"))
              .done();
      first = bench.build(inline);
      assertThat(bench.build(inline).digest()).isEqualTo(first.digest());
      bench.push("app:1", image);
    }
    var from =
        List.<CacheLocation>of(
            new CacheLocation.Registry(ImageReference.parse(image), CacheLocation.Mode.MIN));
    try (Bench bench = Bench.open(Files.createDirectory(dir.resolve("inline-two")))) {
      BuildResult second =
          bench.build(
              request
                  .change()
                  .cacheFrom(from)
                  .buildArgs(Map.of("BUILDKIT_INLINE_CACHE", "1"))
                  .done());
      assertThat(second.steps())
          .filteredOn(s -> s.verdict() instanceof CacheVerdict.Hit)
          .hasSizeGreaterThanOrEqualTo(3);
      assertThat(second.digest()).isEqualTo(first.digest());
      assertThat(notices(bench)).isEmpty();
    }
  }

  /** Others' results are a help, and never a reason to fail. */
  private static void buildsWithoutWhatIsDamaged(Bench bench, BuildRequest request, Path layout)
      throws IOException {
    var unreachable =
        List.<CacheLocation>of(
            new CacheLocation.Directory(
                layout.resolve("index.json/no"), Mode.MIN, Unreachable.IS_TOLD));
    var missing =
        List.<CacheLocation>of(new CacheLocation.Directory(layout.resolve("missing"), Mode.MIN));
    bench.build(request.change().cacheFrom(missing).cacheTo(unreachable).done());
    assertThat(notices(bench))
        .anyMatch(n -> n.contains("cannot take results from") && n.contains("missing"))
        .anyMatch(n -> n.contains("cannot leave results in"));

    var fresh = request.change().cacheUse(BuildRequest.CacheUse.USE);
    fresh.cacheFrom(List.of(new CacheLocation.Directory(layout, Mode.MAX)));
    fresh.labels(Map.of("a", "b"));
    try (Stream<Path> blobs = Files.list(layout.resolve("blobs/sha256"))) {
      for (Path blob : blobs.filter(b -> isLayer(b)).toList()) {
        Files.write(blob, new byte[] {1}, StandardOpenOption.APPEND);
      }
    }
    try (Bench empty = Bench.open(Files.createDirectory(layout.resolveSibling("four")))) {
      BuildResult result = empty.build(fresh.done());
      assertThat(empty.text(result, "copy")).isEqualTo("made\n");
      assertThat(notices(empty)).anyMatch(n -> n.contains("cannot take a result from elsewhere"));
      for (String index : List.of("{}", "null", "[", "{\"manifests\":[{}]}")) {
        Files.writeString(layout.resolve("index.json"), index);
        empty.build(fresh.done());
        assertThat(notices(empty)).as(index).anyMatch(n -> n.contains("cannot take results from"));
      }
    }
  }

  private static boolean isLayer(Path blob) {
    try (var in = Files.newInputStream(blob)) {
      return in.read() == 0x1f;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> notices(Bench bench) {
    return bench.events.stream()
        .filter(BuildEvent.Notice.class::isInstance)
        .map(e -> ((BuildEvent.Notice) e).message())
        .toList();
  }

  @Test
  void takesOverWhatAnotherInstancePushed(@TempDir(cleanup = CleanupMode.NEVER) Path dir)
      throws Exception {
    Bench.assumePossible();
    HostPrograms.fill(Files.createDirectory(context.resolve("programs")));
    Files.writeString(context.resolve("Dockerfile"), DOCKERFILE);
    try (LocalRegistry registry = LocalRegistry.start(dir.resolve("registry"))) {
      var name = ImageReference.parse(registry.name("cache:main"));
      var min = List.<CacheLocation>of(new CacheLocation.Registry(name, CacheLocation.Mode.MIN));
      BuildRequest request = BuildRequest.of(context);
      BuildResult first;
      try (Bench bench = Bench.open(Files.createDirectory(dir.resolve("one")))) {
        // Nothing is there yet: told, and no reason to fail.
        first = bench.build(request.change().cacheFrom(min).cacheTo(min).done());
        assertThat(bench.events)
            .anyMatch(e -> e instanceof BuildEvent.Notice n && n.message().contains("cache:main"));
      }
      try (Bench bench = Bench.open(Files.createDirectory(dir.resolve("two")))) {
        BuildResult second = bench.build(request.change().cacheFrom(min).done());
        assertThat(second.digest()).isEqualTo(first.digest());
      }
      takesOverWhatIsInAnImage(dir, request, registry.name("app:1"));
    } finally {
      DirectoryTree.delete(dir);
    }
  }
}
