package dev.slipway.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Merges, rebases and reverts, held against what git makes of the same commits. */
@NullMarked
class MergeIT {
  private static final Signature SLIPWAY = GitRepositoryIT.SLIPWAY;
  private static final int CASES = 60;

  @TempDir Path directory;

  private TestGit git;

  MergeIT() {
    git = TestGit.in(Path.of("."));
  }

  @BeforeEach
  void repository() throws Exception {
    git = TestGit.init(directory.resolve("work"));
  }

  private GitRepository opened() {
    return GitRepository.open(git.directory().resolve(".git"));
  }

  private static CommitId merged(MergeOutcome outcome) {
    assertThat(outcome).isInstanceOf(MergeOutcome.Merged.class);
    return ((MergeOutcome.Merged) outcome).commit();
  }

  private static CommitId reverted(RevertOutcome outcome) {
    assertThat(outcome).isInstanceOf(RevertOutcome.Reverted.class);
    return ((RevertOutcome.Reverted) outcome).commit();
  }

  private String treeOf(CommitId commit) {
    return git.run("rev-parse", commit + "^{tree}");
  }

  @Test
  void mergesAsGitDoes() throws Exception {
    git.write("a", "1\n2\n3\n4\n5\n6\n7\n8\n").write("b", "b\n").commit("Base");
    git.run("checkout", "--quiet", "-b", "topic");
    var topic = git.write("a", "one\n2\n3\n4\n5\n6\n7\n8\n").write("new", "n").commit("Topic");
    git.run("checkout", "--quiet", "main");
    var main = git.write("a", "1\n2\n3\n4\n5\n6\n7\neight\n").commit("Main");
    try (var repository = opened()) {
      var made = merged(repository.merge(main, topic, SLIPWAY, "Merge topic\n"));
      git.run("merge", "--quiet", "topic");
      assertThat(treeOf(made)).isEqualTo(treeOf(git.head()));
      assertThat(repository.commit(made).parents()).containsExactly(main, topic);
      assertThat(repository.resolve("main")).contains(git.head());
      var squashed = merged(repository.squash(main, topic, SLIPWAY, "Squash\n"));
      assertThat(repository.commit(squashed).parents()).containsExactly(main);
      assertThat(treeOf(squashed)).isEqualTo(treeOf(made));
      assertThat(merged(repository.merge(main, main, SLIPWAY, "x"))).isEqualTo(main);
    }
    assertThat(git.tryRun("fsck", "--strict").exit()).isZero();
  }

  @Test
  void namesThePathsInConflict() throws Exception {
    git.write("same", "x\n").write("gone", "x\n").write("fine", "x\n").commit("Base");
    git.run("checkout", "--quiet", "-b", "topic");
    git.run("rm", "--quiet", "gone");
    var topic = git.write("same", "topic\n").write("both", "t").commit("Topic");
    git.run("checkout", "--quiet", "main");
    var main = git.write("same", "main\n").write("gone", "y\n").write("both", "m").commit("Main");
    git.run("checkout", "--quiet", "--orphan", "apart");
    var apart = git.commit("Apart");
    try (var repository = opened()) {
      assertThat(repository.merge(main, topic, SLIPWAY, "x"))
          .isEqualTo(new MergeOutcome.Conflicts(List.of("both", "gone", "same")));
      assertThat(repository.rebase(main, topic, SLIPWAY))
          .isInstanceOf(MergeOutcome.Conflicts.class);
      assertThat(repository.merge(main, apart, SLIPWAY, "x"))
          .isEqualTo(new MergeOutcome.Unrelated());
    }
  }

  @Test
  void mergesRandomHistoriesAsGitDoes() throws Exception {
    int clean = 0;
    try (var repository = opened()) {
      for (int seed = 0; seed < CASES; seed++) {
        var random = new Random(seed);
        git.run("checkout", "--quiet", "--orphan", "base" + seed);
        git.run("rm", "-rfq", "--ignore-unmatch", ".");
        for (int i = 0; i < 6; i++) {
          git.write("d" + i % 2 + "/f" + i, lines(random, i));
        }
        var base = git.commit("Base");
        var ours = edited(random, base);
        var theirs = edited(random, base);
        var expected =
            git.tryRun(
                "-c",
                "merge.renames=false",
                "merge-tree",
                "--write-tree",
                ours.sha(),
                theirs.sha());
        var outcome = repository.merge(ours, theirs, SLIPWAY, "x\n");
        if (expected.exit() == 0) {
          clean++;
          assertThat(treeOf(merged(outcome)))
              .as("seed " + seed)
              .isEqualTo(expected.stdout().strip());
        } else {
          assertThat(expected.exit()).as(expected.stderr()).isEqualTo(1);
          assertThat(outcome).as("seed " + seed).isInstanceOf(MergeOutcome.Conflicts.class);
        }
      }
    }
    // Otherwise the comparison says nothing.
    assertThat(clean).isBetween(CASES / 5, CASES * 4 / 5);
  }

  private static String lines(Random random, int file) {
    var text = new StringBuilder();
    for (int i = 0; i < 12 + random.nextInt(12); i++) {
      text.append("file ").append(file).append(" line ").append(i).append('\n');
    }
    return text.toString();
  }

  private CommitId edited(Random random, CommitId base) throws Exception {
    git.run("checkout", "--quiet", base.sha());
    for (int i = 0; i < 3; i++) {
      int number = random.nextInt(7);
      Path file = git.directory().resolve("d" + number % 2 + "/f" + number);
      if (Files.notExists(file)) {
        git.write("d" + number % 2 + "/f" + number, lines(random, random.nextInt(3)));
      } else if (random.nextInt(8) == 0) {
        Files.delete(file);
      } else {
        var lines = new ArrayList<>(Files.readAllLines(file));
        int at = random.nextInt(lines.size());
        switch (random.nextInt(3)) {
          case 0 -> lines.set(at, "changed " + random.nextInt(3));
          case 1 -> lines.add(at, "inserted " + random.nextInt(3));
          default -> lines.remove(at);
        }
        Files.writeString(file, String.join("\n", lines) + "\n");
      }
    }
    return git.commit("Edited");
  }

  @Test
  void rebasesAsGitDoes() throws Exception {
    git.write("a", "1\n").commit("Base");
    git.run("checkout", "--quiet", "-b", "topic");
    git.write("t1", "1").commit("One\n\nwith a body");
    git.write("shared", "s").commit("Shared");
    var topic = git.write("t2", "2").commit("Two");
    git.run("checkout", "--quiet", "main");
    var main = git.write("m", "m").write("shared", "s").commit("Main");
    try (var repository = opened()) {
      var made = merged(repository.rebase(main, topic, SLIPWAY));
      git.run("checkout", "--quiet", "topic");
      git.run("rebase", "--quiet", "main");
      assertThat(git.run("log", "--format=%T %an %at %B", "main.." + made))
          .isEqualTo(git.run("log", "--format=%T %an %at %B", "main..topic"));
      assertThat(repository.log(made, List.of(main), 10)).hasSize(2);
    }
  }

  @Test
  void undoesACommit() throws Exception {
    git.write("a", "1\n").commit("Base");
    var bad = git.write("a", "bad\n").write("bad", "x").commit("Bad");
    git.write("other", "o").commit("Later");
    try (var repository = opened()) {
      var tip = git.head();
      var made = reverted(repository.revert(tip, List.of(bad), SLIPWAY, "Revert\n"));
      git.run("revert", "--no-edit", bad.sha());
      assertThat(treeOf(made)).isEqualTo(treeOf(git.head()));
      assertThat(repository.commit(made).parents()).containsExactly(tip);
      assertThat(repository.revert(made, List.of(bad), SLIPWAY, "x"))
          .isEqualTo(new RevertOutcome.AlreadyUndone());
    }
  }

  @Test
  void undoesAMergeAsWhatItBroughtToMain() throws Exception {
    git.write("a", "1\n").commit("Base");
    git.run("checkout", "--quiet", "-b", "topic");
    git.write("t1", "1").commit("One");
    git.write("a", "topic\n").commit("Two");
    git.run("checkout", "--quiet", "main");
    git.write("m", "m").commit("Main");
    git.run("merge", "--quiet", "--no-ff", "-m", "Merge", "topic");
    var merge = git.head();
    var tip = git.write("later", "l").commit("Later");
    try (var repository = opened()) {
      var made = reverted(repository.revert(tip, List.of(merge), SLIPWAY, "Revert\n"));
      git.run("revert", "--no-edit", "-m", "1", merge.sha());
      assertThat(treeOf(made)).isEqualTo(treeOf(git.head()));
    }
  }

  @Test
  void undoesSeveralCommitsLatestFirst() throws Exception {
    var base = git.write("a", "1\n").commit("Base");
    var one = git.write("a", "2\n").commit("One");
    var two = git.write("a", "3\n").write("b", "b").commit("Two");
    try (var repository = opened()) {
      // In the order given the first would conflict with the second.
      var made = reverted(repository.revert(two, List.of(one, two), SLIPWAY, "Revert both\n"));
      assertThat(treeOf(made)).isEqualTo(treeOf(base));
      assertThat(repository.revert(two, List.of(one), SLIPWAY, "x"))
          .isEqualTo(new RevertOutcome.Conflicts(one, List.of("a")));
      assertThat(treeOf(reverted(repository.revert(base, List.of(base), SLIPWAY, "Empty\n"))))
          .isEqualTo("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
      assertThatThrownBy(() -> repository.revert(base, List.of(two), SLIPWAY, "x"))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("not part of the history");
    }
    assertThat(git.tryRun("fsck", "--strict").exit()).isZero();
    assertThat(Optional.of(git.head())).contains(two);
  }
}
