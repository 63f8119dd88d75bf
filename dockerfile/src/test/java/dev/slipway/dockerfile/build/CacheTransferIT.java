package dev.slipway.dockerfile.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.dockerfile.BuildEvent;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildResult;
import dev.slipway.dockerfile.CacheLocation;
import dev.slipway.dockerfile.CacheVerdict;
import dev.slipway.oci.ImageReference;
import dev.slipway.posix.DirectoryTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
      try (Bench bench = Bench.open(Files.createDirectory(dir.resolve("three")))) {
        var nowhere = new CacheLocation.Directory(dir.resolve("missing"), CacheLocation.Mode.MIN);
        bench.build(request.change().cacheFrom(List.of(nowhere)).done());
        assertThat(bench.events)
            .anyMatch(e -> e instanceof BuildEvent.Notice n && n.message().contains("missing"));
      }
    } finally {
      DirectoryTree.delete(dir);
    }
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
    } finally {
      DirectoryTree.delete(dir);
    }
  }
}
