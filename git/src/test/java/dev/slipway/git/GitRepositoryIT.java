package dev.slipway.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories read and written side by side with git. */
@NullMarked
class GitRepositoryIT {
  static final Signature SLIPWAY =
      new Signature(
          "Slipway", "slipway@localhost", OffsetDateTime.parse("2026-01-02T03:04:05+01:00"));

  @TempDir Path directory;

  @Test
  void readsACommitAsGitWroteIt() throws Exception {
    var git = TestGit.init(directory.resolve("work"));
    var first = git.write("a.txt", "one\n").commit("First\nstill first\n\nBody.");
    var second = git.write("a.txt", "two\n").commit("Second");
    try (var repository = git.bare(directory.resolve("bare"))) {
      var info = repository.commit(first);
      assertThat(info.subject()).isEqualTo("First still first");
      assertThat(info.message()).isEqualTo("First\nstill first\n\nBody.\n");
      assertThat(info.author().name()).isEqualTo("A U Thor");
      assertThat(info.author().time()).isEqualTo("2025-06-15T17:06:40+02:00");
      assertThat(info.committer().email()).isEqualTo("committer@example.org");
      assertThat(info.parents()).isEmpty();
      assertThat(info.tree()).isEqualTo(git.run("rev-parse", first + "^{tree}"));
      assertThat(repository.commit(second).parents()).containsExactly(first);
    }
  }

  @Test
  void resolvesWhatGitResolves() throws Exception {
    var git = TestGit.init(directory.resolve("work"));
    var first = git.write("a", "1").commit("First");
    var second = git.write("a", "2").commit("Second");
    git.run("tag", "-a", "v1", "-m", "annotated", first.sha());
    try (var repository = git.bare(directory.resolve("bare"))) {
      assertThat(repository.resolve("refs/heads/main")).contains(second);
      assertThat(repository.resolve("main")).contains(second);
      assertThat(repository.resolve("HEAD")).contains(second);
      assertThat(repository.resolve(first.abbreviated())).contains(first);
      assertThat(repository.resolve(first.sha())).contains(first);
      assertThat(repository.resolve("v1")).contains(first);
      assertThat(repository.resolve("main~1")).contains(first);
      assertThat(repository.resolve("nothing")).isEmpty();
      assertThat(repository.resolve("0123456789012345678901234567890123456789")).isEmpty();
      // A tree is no commit.
      assertThat(repository.resolve(repository.commit(first).tree())).isEmpty();
      assertThat(repository.refs("refs/tags/")).isEqualTo(Map.of("refs/tags/v1", first));
      assertThatThrownBy(() -> repository.resolve("main^^{nonsense"))
          .isInstanceOf(InputException.class);
    }
  }

  @Test
  void readsFilesAndDirectories() throws Exception {
    var git = TestGit.init(directory.resolve("work"));
    git.write("b/deep/file", "content").write("run.sh", "#!/bin/sh\n").write("b.txt", "x");
    assertThat(git.directory().resolve("run.sh").toFile().setExecutable(true)).isTrue();
    java.nio.file.Files.createSymbolicLink(git.directory().resolve("link"), Path.of("b.txt"));
    var commit = git.write("z", "").commit("Files");
    try (var repository = git.bare(directory.resolve("bare"))) {
      assertThat(repository.list(commit, ""))
          .extracting(f -> f.name() + " " + f.kind())
          .containsExactly(
              "b.txt FILE", "b DIRECTORY", "link SYMLINK", "run.sh EXECUTABLE", "z FILE");
      assertThat(repository.list(commit, "b/deep")).hasSize(1);
      assertThat(repository.list(commit, "b.txt")).isEmpty();
      assertThat(repository.list(commit, "nowhere")).isEmpty();
      assertThat(repository.file(commit, "b/deep/file"))
          .contains("content".getBytes(StandardCharsets.UTF_8));
      assertThat(repository.file(commit, "link"))
          .contains("b.txt".getBytes(StandardCharsets.UTF_8));
      assertThat(repository.file(commit, "b")).isEmpty();
      assertThat(repository.file(commit, "b/nothing")).isEmpty();
      assertThat(repository.allPaths(commit))
          .containsExactly("b.txt", "b/deep/file", "link", "run.sh", "z");
    }
  }

  @Test
  void tellsWhatChangedAndWhatHistoriesShare() throws Exception {
    var git = TestGit.init(directory.resolve("work"));
    var base = git.write("kept", "k").write("gone", "g").write("d/x", "1").commit("Base");
    git.run("checkout", "--quiet", "-b", "topic");
    git.run("rm", "--quiet", "gone");
    var topic = git.write("d/x", "2").write("new", "n").commit("Topic");
    git.run("checkout", "--quiet", "main");
    var main = git.write("other", "o").commit("Main");
    git.run("checkout", "--quiet", "--orphan", "apart");
    var apart = git.commit("Apart");
    try (var repository = git.bare(directory.resolve("bare"))) {
      assertThat(repository.changedPaths(base, topic)).containsExactly("d/x", "gone", "new");
      assertThat(repository.changedPaths(topic, topic)).isEmpty();
      assertThat(repository.mergeBase(topic, main)).contains(base);
      assertThat(repository.mergeBase(main, apart)).isEmpty();
      assertThat(repository.isAncestor(base, topic)).isTrue();
      assertThat(repository.isAncestor(topic, topic)).isTrue();
      assertThat(repository.isAncestor(topic, main)).isFalse();
      assertThat(repository.log(topic, List.of(main), 10))
          .extracting(CommitInfo::id)
          .containsExactly(topic);
      assertThat(repository.log(topic, List.of(), 1)).hasSize(1);
    }
  }

  @Test
  void madeRepositoryIsSoundForGit() {
    Path bare = directory.resolve("made.git");
    try (var repository = GitRepository.init(bare)) {
      assertThat(repository.defaultBranch()).isEqualTo("main");
      var files = new HashMap<String, byte[]>();
      files.put("dir/one", "1\n".getBytes(StandardCharsets.UTF_8));
      files.put("two", "2\n".getBytes(StandardCharsets.UTF_8));
      var root = repository.commitTree(List.of(), files, SLIPWAY, "Root\n");
      var next =
          repository.commitTree(
              List.of(root),
              Map.of("dir/one", "changed\n".getBytes(StandardCharsets.UTF_8)),
              SLIPWAY,
              "Next\n");
      assertThat(
              repository.updateRef("refs/heads/main", Optional.empty(), Optional.of(next), "made"))
          .isTrue();
      var git = TestGit.in(bare);
      assertThat(git.tryRun("fsck", "--strict", "--full").exit()).isZero();
      assertThat(git.run("show", "main:dir/one")).isEqualTo("changed");
      assertThat(git.run("show", "main:two")).isEqualTo("2");
      assertThat(git.run("log", "--format=%an %ad", "-1", "main"))
          .isEqualTo("Slipway Fri Jan 2 03:04:05 2026 +0100");
    }
  }

  @Test
  void refusesPathsThatCannotBeInARepository() {
    try (var repository = GitRepository.init(directory.resolve("made.git"))) {
      for (String path : List.of("../x", "a/../b", ".git/config", "/abs", "a//b")) {
        assertThatThrownBy(
                () -> repository.commitTree(List.of(), Map.of(path, new byte[0]), SLIPWAY, "x"))
            .as(path)
            .isInstanceOf(InputException.class);
      }
    }
  }

  @Test
  void movesARefOnlyFromWhereItIs() throws Exception {
    var git = TestGit.init(directory.resolve("work"));
    var one = git.write("a", "1").commit("One");
    var two = git.write("a", "2").commit("Two");
    try (var repository = git.bare(directory.resolve("bare"))) {
      String ref = "refs/heads/topic";
      assertThat(repository.updateRef(ref, Optional.of(one), Optional.of(two), "x")).isFalse();
      assertThat(repository.updateRef(ref, Optional.empty(), Optional.of(two), "x")).isTrue();
      assertThat(repository.updateRef(ref, Optional.empty(), Optional.of(one), "x")).isFalse();
      // Backwards is allowed: the caller knows where it was.
      assertThat(repository.updateRef(ref, Optional.of(two), Optional.of(one), "x")).isTrue();
      assertThat(repository.resolve(ref)).contains(one);
      assertThat(repository.updateRef(ref, Optional.of(two), Optional.empty(), "x")).isFalse();
      assertThat(repository.updateRef(ref, Optional.of(one), Optional.empty(), "x")).isTrue();
      assertThat(repository.resolve(ref)).isEmpty();
      assertThatThrownBy(
              () -> repository.updateRef("../x", Optional.empty(), Optional.of(one), "x"))
          .isInstanceOf(InputException.class);
    }
  }

  @Test
  void oneOfManyMoversWins() throws Exception {
    var git = TestGit.init(directory.resolve("work"));
    var from = git.write("a", "0").commit("From");
    var targets = IntStream.range(0, 8).mapToObj(i -> git.commit("Target " + i)).toList();
    try (var repository = git.bare(directory.resolve("bare"));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String ref = "refs/heads/contended";
      assertThat(repository.updateRef(ref, Optional.empty(), Optional.of(from), "x")).isTrue();
      var start = new CountDownLatch(1);
      var moves =
          targets.stream()
              .map(to ->
                  threads.submit(() -> {
                    start.await();
                    return repository.updateRef(ref, Optional.of(from), Optional.of(to), "x");
                  }))
              .toList();
      start.countDown();
      assertThat(moves.stream().filter(GitRepositoryIT::result)).hasSize(1);
    }
  }

  private static boolean result(Future<Boolean> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void copiesACommitFromAnotherRepository() throws Exception {
    var git = TestGit.init(directory.resolve("work"));
    var base = git.write("a", "1").commit("Base");
    git.run("clone", "--quiet", "--bare", ".", directory.resolve("base").toString());
    var head = git.write("a", "2").write("b", "3").commit("Fork's");
    try (var fork = git.bare(directory.resolve("fork"));
        var repository = GitRepository.open(directory.resolve("base"))) {
      repository.copyFrom(fork, head);
      assertThat(repository.commit(head).parents()).containsExactly(base);
      assertThat(repository.updateRef("refs/pull/1/head", Optional.empty(), Optional.of(head), "x"))
          .isTrue();
      // What is there is not copied again.
      repository.copyFrom(fork, head);
      assertThat(TestGit.in(directory.resolve("base")).tryRun("fsck", "--full").exit()).isZero();
    }
  }
}
