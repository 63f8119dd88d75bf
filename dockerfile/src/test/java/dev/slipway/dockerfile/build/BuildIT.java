package dev.slipway.dockerfile.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Command;
import dev.slipway.dockerfile.BuildEvent;
import dev.slipway.dockerfile.BuildFailure;
import dev.slipway.dockerfile.BuildOutput;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildRequest.BaseLayers;
import dev.slipway.dockerfile.BuildRequest.CacheUse;
import dev.slipway.dockerfile.BuildResult;
import dev.slipway.dockerfile.BuildSecret;
import dev.slipway.dockerfile.CacheVerdict;
import dev.slipway.dockerfile.NamedContext;
import dev.slipway.oci.layer.Compression;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class BuildIT {
  @RegisterExtension static final SharedBench SHARED = new SharedBench();

  private final Bench bench = SHARED.get();
  @TempDir Path context;

  private BuildRequest request(String dockerfile) throws IOException {
    Files.writeString(context.resolve("Dockerfile"), dockerfile);
    return BuildRequest.of(context);
  }

  private static List<Class<?>> verdicts(BuildResult result) {
    return result.steps().stream().<Class<?>>map(s -> s.verdict().getClass()).toList();
  }

  @Test
  void runsCopiesAndConfigures() throws Exception {
    Files.createDirectories(context.resolve("src/deep"));
    Files.writeString(context.resolve("src/a.txt"), "a");
    Files.writeString(context.resolve("src/deep/b.txt"), "b");
    BuildResult result =
        bench.build(
            request(
                """
                FROM base AS builder
                WORKDIR /app
                COPY src/ ./src/
                ARG VERSION=1
                RUN cat src/a.txt src/deep/b.txt > out && echo $VERSION >> out && pwd
                FROM base
                COPY --from=builder --chown=app /app/out /srv/
                ENV A=b PATH=/x:$PATH
                USER 1000:1001
                EXPOSE 8000
                HEALTHCHECK --interval=30s --timeout=3s CMD ["test", "-e", "/srv/out"]
                CMD ["cat", "/srv/out"]
                """));

    assertThat(bench.output()).contains("/app");
    String text = bench.text(result, "srv/out");
    assertThat(text).isEqualTo("ab1\n");
    assertThat(bench.status(result, "srv/out").uid()).isEqualTo(1000);
    assertThat(result.config().config().cmd()).containsExactly("cat", "/srv/out");
    assertThat(result.config().config().user()).isEqualTo("1000:1001");
    assertThat(result.config().history().stream().map(h -> h.createdBy()))
        .contains(
            "COPY --chown=app /app/out /srv/ # buildkit",
            "USER 1000:1001",
            "EXPOSE map[8000/tcp:{}]",
            "HEALTHCHECK &{[\"CMD\" \"test\" \"-e\" \"/srv/out\"] \"30s\" \"3s\" \"0s\" \"0s\" '\\x00'}",
            "CMD [\"cat\" \"/srv/out\"]");
  }

  @Test
  void takesEverythingFromTheCacheTheSecondTime() throws Exception {
    Files.writeString(context.resolve("a.txt"), "a");
    BuildRequest request =
        request(
            "FROM base AS one\nCOPY a.txt /\nRUN cat a.txt > b.txt\nFROM base\nCOPY --from=one /b.txt /\n");
    BuildResult first = bench.build(request);
    BuildResult second = bench.build(request);

    assertThat(second.digest()).isEqualTo(first.digest());
    assertThat(verdicts(first)).allMatch(CacheVerdict.Miss.class::equals);
    assertThat(verdicts(second)).allMatch(CacheVerdict.Hit.class::equals);
  }

  @Test
  void saysWhichFileMadeAStepMissAndStopsWhereTheResultIsTheSame() throws Exception {
    Files.createDirectories(context.resolve("src"));
    Files.writeString(context.resolve("src/App.txt"), "one");
    Files.writeString(context.resolve("src/Other.txt"), "same");
    BuildRequest request =
        request(
            """
            FROM base AS one
            COPY src/ /src/
            RUN cat /src/Other.txt > /result
            FROM base
            COPY --from=one /result /
            RUN cat /result
            """);
    BuildResult first = bench.build(request);
    Files.writeString(context.resolve("src/App.txt"), "two");
    BuildResult second = bench.build(request);

    assertThat(second.steps().get(0).verdict())
        .isEqualTo(new CacheVerdict.Miss("src/ changed: file src/App.txt changed"));
    assertThat(second.steps().get(1).verdict())
        .isEqualTo(new CacheVerdict.Miss("the step before it changed"));
    assertThat(second.steps().get(2).verdict())
        .isEqualTo(new CacheVerdict.Hit("the copied files are the same"));
    assertThat(second.steps().get(3).verdict()).isInstanceOf(CacheVerdict.Hit.class);
    assertThat(second.digest()).isEqualTo(first.digest());
  }

  @Test
  void tellsWhatFailedAndWhere() throws Exception {
    BuildRequest request =
        request(
            "FROM base\nRUN echo before\nRUN echo one && echo two >&2 && \\\n  sh -c 'exit 3'\n");

    assertThatThrownBy(() -> bench.build(request))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.position().line()).isEqualTo(3);
              assertThat(failure.reason()).isInstanceOf(BuildFailure.Reason.Exit.class);
              assertThat(failure.lastLines()).containsExactlyInAnyOrder("one", "two");
            })
        .hasMessageContaining("Dockerfile:3:1")
        .hasMessageContaining("exit code 3");
    assertThat(bench.mounts()).isEmpty();
  }

  @Test
  void stopsBeforeAnythingRunsWhenAnImageIsMissing() throws Exception {
    BuildRequest request = request("FROM base\nRUN echo ran\nCOPY --from=nowhere:1 /a /b\n");

    assertThatThrownBy(() -> bench.build(request))
        .hasMessageContaining("Dockerfile:3:1")
        .hasMessageContaining("nowhere:1 cannot be had: tests have no stand-ins");
    assertThat(bench.output()).isEmpty();
  }

  @Test
  void saysThatMemoryRanOut() throws Exception {
    BuildRequest request =
        request("FROM base\nRUN head -c 200m /dev/zero | tail > /dev/null\n")
            .change()
            .memoryLimit(32 << 20)
            .done();

    assertThatThrownBy(() -> bench.build(request))
        .hasMessageContaining("out of memory")
        .hasMessageContaining("memory limit is 32 MiB");
  }

  @Test
  void givesSecretsToTheCommandAndToNothingElse() throws Exception {
    BuildRequest request =
        request(
                """
                FROM base
                RUN --mount=type=secret,id=token --mount=type=secret,id=key,env=KEY \\
                  cat /run/secrets/token | wc -c > /count && echo ${#KEY} >> /count
                """)
            .change()
            .secrets(
                Map.of(
                    "token", new BuildSecret.Value("hunter2".getBytes(StandardCharsets.UTF_8)),
                    "key", new BuildSecret.Value("abc".getBytes(StandardCharsets.UTF_8))))
            .done();
    BuildResult result = bench.build(request);

    assertThat(bench.text(result, "count")).isEqualTo("7\n3\n");
    assertThat(bench.exists(result, "run/secrets")).isFalse();
    assertThat(new String(result.config().toBytes(), StandardCharsets.UTF_8))
        .doesNotContain("hunter2");
  }

  @Test
  void keepsCacheMountsBetweenBuilds() throws Exception {
    String dockerfile =
        "FROM base\nARG N\nRUN --mount=type=cache,target=/c echo $N >> /c/log && cat /c/log\n";
    bench.build(request(dockerfile).change().buildArgs(Map.of("N", "1")).done());
    BuildResult second =
        bench.build(request(dockerfile).change().buildArgs(Map.of("N", "2")).done());

    assertThat(bench.output()).containsExactly("1", "2");
    assertThat(bench.exists(second, "c/log")).isFalse();
  }

  @Test
  void hidesWhatTheIgnoreFileExcludes() throws Exception {
    Files.writeString(context.resolve(".dockerignore"), "*.env\nnode_modules\n!keep.env\n");
    Files.writeString(context.resolve("prod.env"), "secret");
    Files.writeString(context.resolve("keep.env"), "kept");
    Files.createDirectories(context.resolve("node_modules/x"));
    Files.writeString(context.resolve("node_modules/x/y"), "y");
    BuildResult result =
        bench.build(request("FROM base\nCOPY . /ctx/\nRUN --mount=target=/m ls -A /m /ctx\n"));

    assertThat(bench.output()).contains("keep.env").doesNotContain("prod.env", "node_modules");
    assertThat(bench.exists(result, "ctx/node_modules")).isFalse();
    assertThatThrownBy(() -> bench.build(request("FROM base\nCOPY prod.env /\n")))
        .hasMessageContaining("excluded")
        .hasMessageContaining("Dockerfile:2:1");
  }

  @Test
  void writesAnOciLayoutThatSkopeoReads() throws Exception {
    Path out = context.resolveSibling(context.getFileName() + "-oci");
    BuildRequest request =
        request("FROM base\nRUN echo hello > /hello\nLABEL a=b\n")
            .change()
            .tags(List.of("example:1"))
            .outputs(List.of(new BuildOutput.OciDirectory(out)))
            .done();
    bench.build(request);

    String inspected =
        Command.of("skopeo", "inspect", "oci:" + out + ":1").run().orThrow("inspect").stdout();
    assertThat(inspected).contains("\"a\": \"b\"");
    Command.of("skopeo", "copy", "oci:" + out + ":1", "dir:" + out + "-copy").run().orThrow("copy");
    DirectoryTree.delete(out);
    DirectoryTree.delete(Path.of(out + "-copy"));
  }

  @Test
  void buildsIndependentStagesAtTheSameTime() throws Exception {
    // Each waits for the other's mark in a shared cache: one after the other would never end.
    String waitFor =
        "touch /c/%s; i=0; until test -e /c/%s; do i=$((i+1)); test $i -lt 200; sleep 0.05; done";
    BuildRequest request =
        request(
            """
            FROM base AS one
            RUN --mount=type=cache,target=/c,id=marks %s
            FROM base AS two
            RUN --mount=type=cache,target=/c,id=marks %s
            FROM base
            COPY --from=one /etc/passwd /1
            COPY --from=two /etc/passwd /2
            """
                .formatted(
                    "set -e; " + waitFor.formatted("one", "two"),
                    "set -e; " + waitFor.formatted("two", "one")));

    assertThat(bench.build(request).steps()).hasSize(4);
  }

  @Test
  void doesEverythingAgainWithoutTheCache() throws Exception {
    BuildRequest request = request("FROM base\nRUN date +%N > /now\n");
    BuildResult first = bench.build(request);
    BuildResult again = bench.build(request.change().cacheUse(CacheUse.IGNORE).done());
    BuildResult third = bench.build(request);

    assertThat(again.digest()).isNotEqualTo(first.digest());
    assertThat(third.digest()).isEqualTo(again.digest());
  }

  @Test
  void cacheMountsOfOtherNamespacesAreOthers() throws Exception {
    BuildRequest request =
        request("FROM base\nRUN --mount=type=cache,target=/n echo x >> /n/l && cat /n/l\n")
            .change()
            .cacheUse(CacheUse.IGNORE)
            .done();
    for (String lines : List.of("a 1", "b 1", "a 2")) {
      var namespace = Map.of("BUILDKIT_CACHE_MOUNT_NS", lines.substring(0, 1));
      bench.build(request.change().buildArgs(namespace).done());
      assertThat(bench.output()).as(lines).hasSize(lines.charAt(2) - '0');
    }
  }

  @Test
  void takesTheTimeOfFilesFromTheDockerfileToo() throws Exception {
    Files.writeString(context.resolve("f"), "f");
    BuildRequest request = request("ARG SOURCE_DATE_EPOCH=86400\nFROM scratch\nCOPY f /f\n");
    assertThat(bench.build(request).config().created()).contains(Instant.ofEpochSecond(86400));

    // Files of a directory have no time that means anything.
    var ofContext = Map.of("SOURCE_DATE_EPOCH", "context");
    bench.build(request("FROM scratch\nCOPY f /f\n").change().buildArgs(ofContext).done());
    assertThat(bench.events)
        .anyMatch(e -> e instanceof BuildEvent.Notice n && n.message().contains("has no effect"));
  }

  @Test
  void linksCopiesWithoutLookingAtWhatIsBelow() throws Exception {
    Files.writeString(context.resolve("f"), "f");
    BuildResult result =
        bench.build(request("FROM base\nCOPY --link f /x/f\nRUN cat /x/f /etc/group\n"));

    assertThat(bench.output()).contains("froot:x:0:");
    assertThat(result.steps()).hasSize(2);
  }

  @Test
  void leavesNoNetworkOrMountBehind() throws Exception {
    bench.build(request("FROM base\nRUN ls /sys/class/net\n"));
    assertThat(bench.output()).contains("lo").hasSize(2);
    bench.build(request("FROM base\nRUN --network=none ls /sys/class/net\n"));
    assertThat(bench.output()).containsExactly("lo");
    assertThat(bench.mounts()).isEmpty();
  }

  @Test
  void writesDockerArchivesTarsAndDirectories(@TempDir Path out) throws Exception {
    Files.writeString(context.resolve("f"), "f");
    BuildRequest request =
        request("FROM scratch\nCOPY --chown=5:6 f /d/f\nCMD [\"x\"]\n")
            .change()
            .tags(List.of("example:2"))
            .outputs(
                List.of(
                    BuildOutput.parse("type=docker,dest=docker.tar", out),
                    BuildOutput.parse("type=oci,dest=oci.tar", out),
                    BuildOutput.parse("type=tar,dest=files.tar", out),
                    BuildOutput.parse("files", out)))
            .done();
    bench.build(request);

    assertThat(inspect("docker-archive:" + out.resolve("docker.tar") + ":example:2"))
        .contains("\"Architecture\"");
    assertThat(inspect("oci-archive:" + out.resolve("oci.tar") + ":2")).contains("\"Layers\"");
    assertThat(Files.readString(out.resolve("files/d/f"))).isEqualTo("f");
    assertThat(
            Command.of("tar", "--numeric-owner", "-tvf", out.resolve("files.tar").toString())
                .run()
                .orThrow("list")
                .stdout())
        .containsPattern("-rw-r--r-- 5/6 +1 .* d/f");
  }

  @Test
  void buildsOnImagesInLayoutsAndCompressesThemAsAsked(@TempDir Path out) throws Exception {
    Files.writeString(context.resolve("f"), "f");
    BuildResult below =
        bench.build(
            request("FROM scratch\nCOPY f /below\nENV BELOW=1\n")
                .change()
                .tags(List.of("example:layout"))
                .outputs(List.of(BuildOutput.parse("type=oci,dest=layout", out)))
                .done());
    Files.writeString(context.resolve("f"), "g");
    BuildRequest request = request("FROM parent\nCOPY f /above\n");
    for (String name : List.of("layout", "layout:layout", "layout@" + below.digest())) {
      NamedContext named = NamedContext.parse("parent", "oci-layout://" + name, out);
      BuildResult result =
          bench.build(
              request
                  .change()
                  .contexts(Map.of("parent", named))
                  .compression(Compression.ZSTD)
                  .baseLayers(BaseLayers.RECOMPRESSED)
                  .outputs(List.of(BuildOutput.parse("type=oci,dest=above", out)))
                  .tags(List.of("example:above"))
                  .done());
      assertThat(bench.text(result, "below")).isEqualTo("f");
      assertThat(bench.text(result, "above")).isEqualTo("g");
      assertThat(result.config().config().env()).contains("BELOW=1");
      assertThat(raw("oci:" + out.resolve("above") + ":above"))
          .contains("layer.v1.tar+zstd")
          .doesNotContain("tar+gzip");
    }
    NamedContext missing = NamedContext.parse("parent", "oci-layout://layout:other", out);
    assertThatThrownBy(
            () -> bench.build(request.change().contexts(Map.of("parent", missing)).done()))
        .hasMessageContaining("layout:other")
        .hasMessageContaining("it has [layout]");
    // Whatever the files of a layout are, nothing outside is read and nothing waited for.
    Files.delete(out.resolve("layout/index.json"));
    Files.createSymbolicLink(out.resolve("layout/index.json"), Path.of("/etc/passwd"));
    NamedContext led = NamedContext.parse("parent", "oci-layout://layout", out);
    assertThatThrownBy(() -> bench.build(request.change().contexts(Map.of("parent", led)).done()))
        .hasMessageContaining("cannot be read")
        .hasMessageNotContaining("root");
    Files.delete(out.resolve("layout/index.json"));
    PosixFiles.makeFifo(out.resolve("layout/index.json"), 0644);
    assertThatThrownBy(() -> bench.build(request.change().contexts(Map.of("parent", led)).done()))
        .hasMessageContaining("is no file");
  }

  private static String raw(String image) {
    return Command.of("skopeo", "inspect", "--raw", image).run().orThrow("inspect").stdout();
  }

  private static String inspect(String image) {
    return Command.of("skopeo", "inspect", image).run().orThrow("inspect").stdout();
  }

  @Test
  void makesTheSameImageAgainElsewhere(@TempDir(cleanup = CleanupMode.NEVER) Path other)
      throws Exception {
    Files.createDirectories(context.resolve("src"));
    Files.writeString(context.resolve("src/a"), "a");
    BuildRequest request =
        request(
                "FROM scratch\nWORKDIR /w\nCOPY --link src /l/\nCOPY src /x/y/\nCOPY --from=s /x /z\n"
                    .replace("FROM scratch", "FROM scratch AS s\nCOPY src /x/\nFROM scratch"))
            .change()
            .sourceDateEpoch(Instant.parse("2025-01-01T00:00:00Z"))
            .done();
    BuildResult here = bench.build(request);
    PosixFiles.chmod(context.resolve("src/a"), 0664);
    try (Bench elsewhere = Bench.open(other)) {
      BuildResult there = elsewhere.build(request);

      assertThat(there.digest()).isEqualTo(here.digest());
      assertThat(there.config().created()).contains(Instant.parse("2025-01-01T00:00:00Z"));
    }
    DirectoryTree.delete(other);
  }
}
