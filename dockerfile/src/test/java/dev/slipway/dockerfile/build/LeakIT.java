package dev.slipway.dockerfile.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Command;
import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.dockerfile.BuildEvent;
import dev.slipway.dockerfile.BuildFailure;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildRequest.Entitlement;
import dev.slipway.dockerfile.BuildRequest.FailedFiles;
import dev.slipway.dockerfile.BuildResult;
import dev.slipway.dockerfile.CacheCleaning;
import dev.slipway.dockerfile.CacheLimits;
import dev.slipway.dockerfile.CacheVerdict;
import dev.slipway.dockerfile.RunSettings;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.MediaTypes;
import dev.slipway.oci.layer.Compression;
import dev.slipway.oci.layer.Packing;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets that a build would ship, failed steps that leave their files, and layers' compression.
 */
class LeakIT {
  private static final String KEY =
      """
      -----BEGIN OPENSSH PRIVATE KEY-----
      b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
      """;

  @RegisterExtension static final SharedBench SHARED = new SharedBench();

  private final Bench bench = SHARED.get();
  @TempDir Path context;

  private BuildRequest request(String dockerfile) throws IOException {
    Files.writeString(context.resolve("Dockerfile"), dockerfile);
    return BuildRequest.of(context).change().tags(List.of("leaky")).done();
  }

  private boolean isNamed() {
    return bench.names.find(ImageReference.parse("leaky")).isPresent();
  }

  private List<String> warnings() {
    return bench.events.stream()
        .filter(BuildEvent.Warning.class::isInstance)
        .map(BuildEvent.Warning.class::cast)
        .filter(w -> w.rule().equals("SlipwaySecretInLayer"))
        .map(BuildEvent.Warning::message)
        .toList();
  }

  @Test
  void refusesAnImageWhoseLowerLayerHoldsARemovedKey() throws Exception {
    Files.writeString(context.resolve("deploy_key"), KEY);
    BuildRequest request = request("FROM base\nCOPY . /app/\nRUN rm /app/deploy_key\n");

    assertThatThrownBy(() -> bench.build(request))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("Dockerfile:2")
        .hasMessageContaining("/app/deploy_key:1 holds a private key")
        .hasMessageContaining("--allow secret.files");
    assertThat(isNamed()).isFalse();
    // Nor when every step is known already.
    assertThatThrownBy(() -> bench.build(request)).isInstanceOf(BuildFailure.class);

    bench.build(request.change().entitlements(List.of(Entitlement.SECRET_FILES)).done());
    assertThat(warnings()).contains("/app/deploy_key:1 holds a private key");
    assertThat(isNamed()).isTrue();
    bench.names.remove(ImageReference.parse("leaky"));
  }

  @Test
  void refusesEnvironmentFilesUnlessTheFileSaysOtherwise() throws Exception {
    Files.writeString(context.resolve(".env"), "DB_PASSWORD=hunter2hunter2\n");
    BuildRequest request = request("FROM base\nCOPY . /app/\n");
    assertThatThrownBy(() -> bench.build(request)).hasMessageContaining("/app/.env:1");

    bench.build(request("# check=skip=SlipwaySecretInLayer\nFROM base\nCOPY . /app/\n"));
    bench.names.remove(ImageReference.parse("leaky"));
  }

  @Test
  void tellsOfSecretsInBundlesAndVariables() throws Exception {
    Files.writeString(context.resolve(".env"), "API_SECRET=correct-horse-battery\n");
    Files.writeString(context.resolve(".dockerignore"), ".env\n");
    Files.createDirectory(context.resolve("dist"));
    Files.writeString(context.resolve("dist/app.js"), "a\nlet s=\"correct-horse-battery\"\n");
    bench.build(
        request("FROM base\nCOPY dist /d/\nENV K=ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8\n"));

    assertThat(warnings())
        .contains(
            "/d/app.js:2 holds the value of API_SECRET in .env", "ENV K:1 holds a GitHub token");
    bench.names.remove(ImageReference.parse("leaky"));
  }

  @Test
  void refusesAKeyInALargeProgramAndTellsOfReplacedVariables() throws Exception {
    byte[] program = new byte[9 << 20];
    byte[] key = ("\0-----BEGIN PRIVATE KEY-----\n" + "A1b2".repeat(16)).getBytes(UTF_8);
    System.arraycopy(key, 0, program, 8_500_000, key.length);
    Files.write(context.resolve("program"), program);
    BuildRequest request = request("FROM base\nCOPY program /app/\n");

    assertThatThrownBy(() -> bench.build(request))
        .hasMessageContaining("/app/program:1 holds a private key");

    bench.build(
        request(
            "FROM base\nENV K=ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8\nENV K=none\nRUN true\n"));
    assertThat(warnings()).contains("the history of ENV:1 holds a GitHub token");
    bench.names.remove(ImageReference.parse("leaky"));
  }

  @Test
  void leavesTheFilesOfAFailedStep() throws Exception {
    BuildRequest request =
        request(
            """
            FROM base
            ENV V="it's"
            WORKDIR /made
            RUN echo before > /before
            RUN echo half > half; exit 3
            """);

    assertThatThrownBy(() -> bench.build(request.change().failedFiles(FailedFiles.KEPT).done()))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              Path enter = failure.files().orElseThrow();
              assertThat(failure).hasMessageContaining("sudo " + enter);
              var shown = Command.of(enter.toString(), "cat", "half", "/before").run();
              assertThat(shown.stdout()).as(shown.stderr()).isEqualTo("half\nbefore\n");
              var inside =
                  Command.of(
                      enter.toString(), "sh", "-c", "echo $V; echo x > half; ls /proc/1/exe");
              assertThat(inside.run().stdout()).startsWith("it's\n");
              assertThat(Command.of(enter.toString(), "cat", "half").run().stdout())
                  .isEqualTo("x\n");
            });
    assertThat(bench.mounts()).isEmpty();
    bench.snapshots.list().forEach(this::makeOld);
    bench.builder().clean(new CacheLimits(Duration.ZERO, 0), Set.of());
    assertThat(bench.snapshots.list()).isNotEmpty();
  }

  /** Cleaning leaves what is younger than an hour alone. */
  private void makeOld(SnapshotId id) {
    try {
      PosixFiles.setTimes(bench.snapshots.directory(id), 1_000_000_000, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void runsStepsAsTheCallerSays() throws Exception {
    String run =
        "RUN cat /etc/hosts > /hosts && cat /proc/mounts > /shm; ulimit -n > /files; hostname > /n";
    BuildRequest request = request("FROM base AS one\n" + run + "\nFROM one AS two\nRUN true\n");
    var settings =
        RunSettings.parse(List.of("db:10.1.2.3"), Optional.of("2m"), List.of("nofile=77"));
    var asked =
        request
            .change()
            .run(settings)
            .annotations(Map.of("org.example.kind", "test"))
            .buildArgs(Map.of("BUILDKIT_SANDBOX_HOSTNAME", "here", "BUILDKIT_INLINE_CACHE", "1"))
            .done();
    var result = bench.build(asked);

    try (var view = bench.view(result)) {
      assertThat(view.root().resolve("hosts")).content().contains("10.1.2.3\tdb\n");
      assertThat(view.root().resolve("shm")).content().contains("size=2048k");
      assertThat(view.root().resolve("files")).hasContent("77\n");
      assertThat(view.root().resolve("n")).hasContent("here\n");
    }
    var manifest = ImageManifest.parse(bench.blobs.read(result.digest(), 1 << 20));
    assertThat(manifest.annotations()).containsEntry("org.example.kind", "test");
    var fresh = bench.build(asked.change().freshStages(List.of("TWO")).done());
    assertThat(fresh.steps())
        .extracting(step -> step.verdict() instanceof CacheVerdict.Hit)
        .containsExactly(true, false);
    bench.names.remove(ImageReference.parse("leaky"));
  }

  @Test
  void makesLayersAnewWhenTheyAreWantedCompressedOtherwise() throws Exception {
    BuildRequest request = request("FROM base\nRUN echo one > /one\n");
    bench.build(request);
    var zstd = bench.build(request.change().compression(Compression.ZSTD).done());

    ImageManifest manifest = ImageManifest.parse(bench.blobs.read(zstd.digest(), 1 << 20));
    assertThat(manifest.layers().getLast().mediaType()).isEqualTo(MediaTypes.LAYER_ZSTD);
    assertThat(zstd.unpackedSize()).isPositive();
    bench.names.remove(ImageReference.parse("leaky"));
  }

  @Test
  void compressesAtTheLevelThatIsAskedFor() throws Exception {
    BuildRequest usual = request("FROM base\nRUN echo two > /two\n");
    BuildRequest small =
        usual.change().packing(new Packing(Compression.GZIP, Optional.of(9))).done();
    BuildRequest all = small.change().baseLayers(BuildRequest.BaseLayers.RECOMPRESSED).done();
    Digest before = bench.build(usual).digest();

    assertThat(levels(bench.build(small))).containsExactly("fastest", "smallest");
    assertThat(levels(bench.build(all))).containsExactly("smallest", "smallest");
    // What a build gives does not depend on what others asked for before.
    assertThat(bench.build(usual).digest()).isEqualTo(before);
    bench.names.remove(ImageReference.parse("leaky"));
  }

  /** What the heads of an image's gzip layers say of them (RFC 1952, 2.3.1). */
  private List<String> levels(BuildResult result) throws IOException {
    var levels = new ArrayList<String>();
    for (var layer : ImageManifest.parse(bench.blobs.read(result.digest(), 1 << 20)).layers()) {
      try (InputStream in = bench.blobs.open(layer.digest())) {
        byte flags = in.readNBytes(9)[8];
        levels.add(flags == 2 ? "smallest" : flags == 4 ? "fastest" : "other");
      }
    }
    return levels;
  }

  @Test
  void buildsTheSameAfterItsCacheWasEmptied() throws Exception {
    BuildRequest request =
        request("FROM base AS one\nRUN echo a > /a\nFROM base\nCOPY --from=one /a /b\n");
    var before = bench.build(request);
    var limits = new CacheLimits(Duration.ZERO, 0);
    var needed = bench.snapshots.find(before.config().chainId().orElseThrow()).orElseThrow();
    bench.snapshots.list().forEach(this::makeOld);
    CacheCleaning cleaning = bench.builder().clean(limits, Set.of(needed)).orElseThrow();

    assertThat(cleaning.snapshots()).isPositive();
    assertThat(bench.snapshots.list()).contains(needed);
    assertThat(bench.text(before, "b")).isEqualTo("a\n");
    var after = bench.build(request);
    assertThat(bench.text(after, "b")).isEqualTo("a\n");
    bench.names.remove(ImageReference.parse("leaky"));
  }
}
