package dev.slipway.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clones as the real git sees them. */
class CloneIT {
  @TempDir Path temporary;

  private TestGit source;
  private CommitId tip;

  @BeforeEach
  void prepare() throws IOException {
    source = TestGit.init(temporary.resolve("source"));
    for (int i = 1; i <= 4; i++) {
      source.write("file.txt", "version " + i + "\n").write("dir/deep/x" + i, "x");
      source.run("add", "--all");
      source.run("commit", "--quiet", "-m", "change " + i);
    }
    Files.createSymbolicLink(source.directory().resolve("link"), Path.of("file.txt"));
    source.write("tool.sh", "#!/bin/sh\n");
    source.directory().resolve("tool.sh").toFile().setExecutable(true);
    source.run("add", "--all");
    source.run("commit", "--quiet", "-m", "change 5");
    tip = new CommitId(source.run("rev-parse", "HEAD"));
  }

  private TestGit clone(OptionalInt depth, String head) {
    Path target = temporary.resolve("clone");
    try (var repository = GitRepository.open(source.directory().resolve(".git"))) {
      var refs =
          head.isEmpty()
              ? Map.of("refs/remotes/pull/1/merge", tip)
              : Map.of(head, tip, "refs/remotes/origin/main", tip);
      var origin = new CloneOrder.Setting("remote", "origin", "url", "http://127.0.0.1/x.git");
      repository.cloneInto(target, new CloneOrder(tip, head, refs, depth, List.of(origin)));
    }
    return TestGit.in(target);
  }

  @Test
  void aShallowCloneHasOneCommitAndIsClean() {
    TestGit clone = clone(OptionalInt.of(1), "refs/heads/main");

    assertThat(clone.run("rev-parse", "HEAD")).isEqualTo(tip.sha());
    assertThat(clone.run("log", "--oneline", "--format=%s")).isEqualTo("change 5");
    assertThat(clone.run("rev-parse", "--is-shallow-repository")).isEqualTo("true");
    assertThat(clone.run("status", "--porcelain=v1", "--branch")).isEqualTo("## main");
    assertThat(clone.run("fsck", "--strict", "--connectivity-only")).isEmpty();
    assertThat(clone.run("remote", "get-url", "origin")).isEqualTo("http://127.0.0.1/x.git");
  }

  @Test
  void aDeeperCloneEndsWhereItWasCut() {
    TestGit clone = clone(OptionalInt.of(3), "refs/heads/main");

    assertThat(clone.run("log", "--format=%s").lines())
        .containsExactly("change 5", "change 4", "change 3");
    assertThat(clone.run("status", "--porcelain")).isEmpty();
  }

  @Test
  void aFullCloneHasTheWholeHistory() {
    TestGit clone = clone(OptionalInt.empty(), "refs/heads/main");

    assertThat(clone.run("rev-list", "--count", "HEAD")).isEqualTo("5");
    assertThat(clone.run("rev-parse", "--is-shallow-repository")).isEqualTo("false");
    assertThat(clone.run("fsck", "--full", "--strict")).isEmpty();
  }

  @Test
  void withoutABranchHeadIsDetached() throws IOException {
    TestGit clone = clone(OptionalInt.of(1), "");

    assertThat(clone.tryRun("symbolic-ref", "-q", "HEAD").exit()).isEqualTo(1);
    assertThat(clone.run("rev-parse", "refs/remotes/pull/1/merge")).isEqualTo(tip.sha());
    assertThat(clone.run("diff", "HEAD", "--stat")).isEmpty();
    assertThat(Files.isExecutable(clone.directory().resolve("tool.sh"))).isTrue();
    assertThat(Files.readSymbolicLink(clone.directory().resolve("link")))
        .isEqualTo(Path.of("file.txt"));
  }
}
