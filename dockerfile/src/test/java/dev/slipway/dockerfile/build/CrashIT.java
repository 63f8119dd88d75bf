package dev.slipway.dockerfile.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildResult;
import dev.slipway.dockerfile.CacheLocation;
import dev.slipway.dockerfile.CacheVerdict;
import dev.slipway.oci.ImageReference;
import dev.slipway.posix.DirectoryTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What is left of builds that end unexpectedly, and of builds that meet. */
class CrashIT {
  @TempDir(cleanup = CleanupMode.NEVER)
  Path dir;

  @TempDir Path context;

  @BeforeEach
  void needsContainers() {
    Bench.assumePossible();
  }

  @AfterEach
  void remove() throws IOException {
    DirectoryTree.delete(dir);
  }

  @Test
  void goesOnAfterTheProcessWasKilled() throws Exception {
    try (Bench bench = Bench.open(dir)) {
      bench.makeBase();
    }
    Files.writeString(
        context.resolve("Dockerfile"),
        """
        FROM base
        RUN echo first > /first
        RUN --mount=type=secret,id=word test -e /go || { echo wait''ing; sleep 60; }
        """);
    Process process = start(dir);
    assertThat(wasHeard(process, "waiting")).isTrue();
    process.destroyForcibly().waitFor();

    Files.writeString(context.resolve("go"), "");
    Files.writeString(
        context.resolve("Dockerfile"),
        """
        FROM base
        RUN echo first > /first
        COPY go /go
        RUN test -e /go || { echo waiting; sleep 60; }
        """);
    try (Bench bench = Bench.open(dir)) {
      assertThat(bench.mounts()).isEmpty();
      BuildResult result = bench.build(BuildRequest.of(context));

      assertThat(result.steps().getFirst().verdict()).isInstanceOf(CacheVerdict.Hit.class);
      assertThat(bench.text(result, "first")).isEqualTo("first\n");
      assertThat(bench.mounts()).isEmpty();
    }
  }

  /** What a build does, by what it says when it begins with it, in its order. */
  private static final List<String> PHASES =
      List.of(
          "load build definition",
          "load metadata", // pulls
          "RUN echo one",
          "20+0 records", // a command at work
          "COPY a.txt",
          "COPY --from=one",
          "RUN cat",
          "exporting to image", // waits for layers, searches them, writes the output
          "exporting cache"); // pushes

  /** Killed at each phase, with what earlier ones left; each time a little further on. */
  @Test
  void buildsRightWhateverThePhaseOfTheKill(@TempDir Path data) throws Exception {
    try (LocalRegistry registry = LocalRegistry.start(data.resolve("registry"))) {
      try (Bench bench = Bench.open(Files.createDirectory(dir.resolve("maker")))) {
        bench.makeBase();
        bench.push("base", registry.name("base:1"));
      }
      writeContext(registry.name("base:1"));
      Path killed = Files.createDirectory(dir.resolve("killed"));
      for (String phase : PHASES) {
        Process process = start(killed, registry.name("cache:1"));
        assertThat(wasHeard(process, phase)).as("the build came to " + phase).isTrue();
        process.destroyForcibly().waitFor();
      }
      Process last = start(killed, registry.name("cache:1"));
      assertThat(wasHeard(last, "finished")).isTrue();
      assertThat(last.waitFor()).isZero();
      requireWholeResults(killed, registry.name("cache:1"));
    }
  }

  private void writeContext(String base) throws IOException {
    Files.writeString(context.resolve("a.txt"), "a");
    Files.writeString(
        context.resolve("Dockerfile"),
        """
        FROM BASE AS one
        RUN echo one > /one && dd if=/dev/zero of=/big bs=1000000 count=20
        COPY a.txt /a.txt
        FROM BASE
        COPY --from=one /one /a.txt /big /got/
        RUN cat /got/one /got/a.txt > /both
        """
            .replace("BASE", base));
  }

  /** Here, and in what was pushed: another instance takes the same image from it. */
  private void requireWholeResults(Path killed, String cache) throws Exception {
    BuildResult result;
    try (Bench bench = Bench.pulling(killed)) {
      assertThat(bench.mounts()).isEmpty();
      result = bench.build(BuildRequest.of(context));
      requireResult(bench, result);
      assertThat(bench.mounts()).isEmpty();
    }
    var from = new CacheLocation.Registry(ImageReference.parse(cache), CacheLocation.Mode.MAX);
    try (Bench bench = Bench.pulling(Files.createDirectory(dir.resolve("other")))) {
      BuildRequest request = BuildRequest.of(context).change().cacheFrom(List.of(from)).done();
      BuildResult other = bench.build(request);
      assertThat(other.steps()).allMatch(s -> s.verdict() instanceof CacheVerdict.Hit);
      assertThat(other.digest()).isEqualTo(result.digest());
    }
  }

  private static void requireResult(Bench bench, BuildResult result) throws IOException {
    assertThat(result.steps()).allMatch(s -> s.verdict() instanceof CacheVerdict.Hit);
    assertThat(bench.text(result, "both")).isEqualTo("one\na");
    assertThat(bench.status(result, "got/big").size()).isEqualTo(20_000_000);
  }

  /** False when the process ended without saying it. */
  private static boolean wasHeard(Process process, String wanted) throws IOException {
    var reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.contains(wanted)) {
        return true;
      }
    }
    return false;
  }

  private Process start(Path bench, String... cache) throws IOException {
    var words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KilledBuild.class.getName(),
                bench.toString(),
                context.toString()));
    words.addAll(List.of(cache));
    return new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  @Test
  void doesEqualWorkOfTwoBuildsOnce() throws Exception {
    Files.writeString(
        context.resolve("Dockerfile"),
        "FROM base\nRUN --mount=type=cache,target=/c echo x >> /c/log && sleep 1 && wc -l /c/log\n");
    try (Bench bench = Bench.open(dir)) {
      bench.makeBase();
      var builds = new ArrayList<CompletableFuture<BuildResult>>();
      for (int i = 0; i < 3; i++) {
        builds.add(
            CompletableFuture.supplyAsync(
                () -> bench.builder().build(BuildRequest.of(context), bench.events::add),
                Thread::startVirtualThread));
      }
      List<BuildResult> results = new ArrayList<>();
      for (var build : builds) {
        results.add(build.get(60, TimeUnit.SECONDS));
      }

      assertThat(bench.output()).containsExactly("1 /c/log");
      assertThat(results.stream().map(BuildResult::digest).distinct()).hasSize(1);
    }
  }

  @Test
  void endsTheCommandWhenTheBuildIsInterrupted() throws Exception {
    Files.writeString(context.resolve("Dockerfile"), "FROM base\nRUN echo started; sleep 300\n");
    try (Bench bench = Bench.open(dir)) {
      bench.makeBase();
      var started = new CompletableFuture<Void>();
      var ended = new CompletableFuture<Throwable>();
      Thread build =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  bench
                      .builder()
                      .build(
                          BuildRequest.of(context),
                          event -> {
                            if (event.toString().contains("line=started")) {
                              started.complete(null);
                            }
                          });
                } catch (RuntimeException e) {
                  ended.complete(e);
                }
              });
      started.get(30, TimeUnit.SECONDS);
      build.interrupt();

      assertThat(ended.get(30, TimeUnit.SECONDS)).hasMessageContaining("interrupted");
      assertThat(bench.mounts()).isEmpty();
    }
  }
}
