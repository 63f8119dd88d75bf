package dev.slipway.forge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clones and fetches by the real git. */
@NullMarked
class FetchIT {
  @TempDir Path directory;

  private TestForge forge;
  private TestGit seed;

  @BeforeEach
  void start() throws Exception {
    forge = new TestForge(directory);
    seed = forge.seeded(directory.resolve("work"), "acme/app");
    for (int i = 0; i < 5; i++) {
      seed.write("file" + i, "content " + i).commit("Change " + i);
    }
    seed.run("push", "--quiet", "origin", "main");
  }

  @AfterEach
  void stop() {
    forge.close();
  }

  private TestGit cloned(String... options) throws Exception {
    var clone = TestGit.in(directory.resolve("clone"));
    var line = new java.util.ArrayList<>(java.util.List.of("clone", "--quiet"));
    line.addAll(java.util.List.of(options));
    line.add(forge.url("reader", "acme/app.git"));
    line.add(".");
    clone.run(line.toArray(String[]::new));
    return clone;
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "2"})
  void clonesAndFetchesInEveryVersionOfTheProtocol(String version) throws Exception {
    var clone = cloned("-c", "protocol.version=" + version);
    assertThat(clone.head()).isEqualTo(seed.head());
    assertThat(clone.run("symbolic-ref", "HEAD")).isEqualTo("refs/heads/main");
    var more = seed.write("more", "x").commit("More");
    seed.run("push", "--quiet", "origin", "main");
    clone.run("fetch", "--quiet");
    assertThat(clone.run("rev-parse", "origin/main")).isEqualTo(more.sha());
    assertThat(clone.tryRun("fsck").exit()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2"})
  void clonesShallowAndDeepens(String version) throws Exception {
    var clone = cloned("-c", "protocol.version=" + version, "--depth", "1");
    assertThat(clone.run("rev-list", "--count", "HEAD")).isEqualTo("1");
    assertThat(clone.refused("fetch", "--deepen", "2")).contains("--deepen");
    clone.run("fetch", "--quiet", "--depth", "3");
    assertThat(clone.run("rev-list", "--count", "HEAD")).isEqualTo("3");
    clone.run("fetch", "--quiet", "--unshallow");
    assertThat(clone.run("rev-list", "--count", "HEAD")).isEqualTo("6");
  }

  @Test
  void aShallowClonePushes() throws Exception {
    var clone = cloned("--depth", "1");
    var more = clone.write("shallow", "x").commit("From a shallow clone");
    clone.run("push", "--quiet", forge.url("writer", "acme/app"), "main");
    assertThat(forge.tip("acme/app", "refs/heads/main")).contains(more);
  }

  @Test
  void clonesWithoutBlobsAndFetchesThemWhenNeeded() throws Exception {
    var clone = cloned("--filter=blob:none", "--no-checkout");
    String missing = clone.run("rev-list", "--objects", "--all", "--missing=print");
    assertThat(missing.lines().filter(l -> l.startsWith("?"))).hasSizeGreaterThanOrEqualTo(7);
    clone.run("checkout", "--quiet", "main");
    assertThat(clone.directory().resolve("file3")).hasContent("content 3");
  }

  @Test
  void fetchesOneCommitByItsName() throws Exception {
    String wanted = seed.run("rev-parse", "main~2");
    var fresh = TestGit.init(directory.resolve("fresh"));
    fresh.run("fetch", "--quiet", "--depth", "1", forge.url("reader", "acme/app"), wanted);
    assertThat(fresh.run("rev-parse", "FETCH_HEAD")).isEqualTo(wanted);
    String nothing = "1234567890".repeat(4);
    assertThat(fresh.refused("fetch", forge.url("reader", "acme/app"), nothing))
        .contains("remote error")
        .contains(nothing);
  }

  @Test
  void takesCompressedRequests() throws Exception {
    for (int i = 0; i < 60; i++) {
      seed.run("branch", "branch" + i);
      seed.commit("Branch " + i);
    }
    seed.run("push", "--quiet", "origin", "--all");
    var clone = TestGit.in(directory.resolve("many"));
    // Above 1024 bytes of wants git compresses its request.
    clone.run("-c", "protocol.version=0", "clone", "--quiet", forge.url("reader", "acme/app"), ".");
    assertThat(clone.run("branch", "--remotes").lines()).hasSize(62);
  }
}
