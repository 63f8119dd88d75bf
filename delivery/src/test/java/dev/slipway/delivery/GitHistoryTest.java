package dev.slipway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.delivery.SourceHistory.Content;
import dev.slipway.delivery.SourceHistory.RevertOrder;
import dev.slipway.delivery.SourceHistory.Reverted;
import dev.slipway.delivery.fence.Ancestry.Order;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.git.MergeOutcome;
import dev.slipway.git.Signature;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real repository. */
class GitHistoryTest {
  private static final String MAIN = "refs/heads/main";
  private static final Signature ALICE =
      Signature.now("Alice", "alice@example.test", Clock.systemUTC());

  @TempDir Path directory;
  private GitRepository git;
  private GitHistory history;

  @BeforeEach
  void open() {
    git = GitRepository.init(directory.resolve("app.git"));
    history =
        new GitHistory(
            new GitHistory.Repositories() {
              @Override
              public Optional<GitRepository> open(String repository) {
                return repository.equals("alice/app")
                    ? Optional.of(GitRepository.open(git.directory()))
                    : Optional.empty();
              }

              @Override
              public boolean move(
                  String repository,
                  String ref,
                  Optional<CommitId> from,
                  CommitId to,
                  String reason) {
                return git.updateRef(ref, from, Optional.of(to), reason);
              }
            },
            Clock.systemUTC());
  }

  @AfterEach
  void close() {
    git.close();
  }

  private String commit(String file, String content) {
    Optional<CommitId> tip = git.resolve(MAIN);
    CommitId id = make(tip.map(List::of).orElse(List.of()), file, content);
    assertThat(git.updateRef(MAIN, tip, Optional.of(id), "test")).isTrue();
    return id.sha();
  }

  private CommitId make(List<CommitId> parents, String file, String content) {
    return git.commitTree(
        parents,
        Map.of(file, content.getBytes(StandardCharsets.UTF_8)),
        ALICE,
        "Set " + file + " to " + content);
  }

  private static RevertOrder order(String undone, String kept) {
    return new RevertOrder(
        "alice/app", "main", undone, kept, "it hurt", "bob", "Slipway-Rollback: production/9");
  }

  private String text(String file) {
    return git.file(git.resolve(MAIN).orElseThrow(), file)
        .map(b -> new String(b, StandardCharsets.UTF_8))
        .orElse("");
  }

  @Test
  void tellsTheOrderOfCommits() {
    String one = commit("a", "1");
    String two = commit("a", "2");
    CommitId side = make(List.of(git.resolve(one).orElseThrow()), "b", "1");
    assertThat(history.order("alice/app", one, two)).isEqualTo(Order.OLDER);
    assertThat(history.order("alice/app", two, one)).isEqualTo(Order.NEWER);
    assertThat(history.order("alice/app", one, one)).isEqualTo(Order.SAME);
    assertThat(history.order("alice/app", two, side.sha())).isEqualTo(Order.APART);
    assertThat(history.order("alice/app", two, "f".repeat(40))).isEqualTo(Order.UNKNOWN);
    assertThat(history.order("bob/other", one, two)).isEqualTo(Order.UNKNOWN);
    assertThat(history.isOn("alice/app", MAIN, one)).isTrue();
    assertThat(history.isOn("alice/app", MAIN, side.sha())).isFalse();
  }

  @Test
  void revertsAllSinceTheKeptCommitOnceOnly() {
    String kept = commit("a", "1");
    commit("a", "2");
    String undone = commit("b", "1");

    var first = history.revert(order(undone, kept));

    assertThat(first)
        .isInstanceOfSatisfying(
            Reverted.Done.class, d -> assertThat(d.content()).isEqualTo(Content.AS_KEPT));
    assertThat(text("a")).isEqualTo("1");
    assertThat(text("b")).isEmpty();
    assertThat(git.commit(git.resolve(MAIN).orElseThrow()).message())
        .startsWith("Revert \"Set b to 1\" and 1 more [skip ci]\n")
        .contains("This reverts commit " + undone, "it hurt", "Slipway-Rollback: production/9");
    assertThat(history.revert(order(undone, kept))).isEqualTo(first);
  }

  @Test
  void laterCommitsStayAndAreDeployedByTheirWorkflow() {
    String kept = commit("a", "1");
    String undone = commit("a", "2");
    commit("c", "new");

    assertThat(history.revert(order(undone, kept)))
        .isInstanceOfSatisfying(
            Reverted.Done.class, d -> assertThat(d.content()).isEqualTo(Content.NEWER));

    assertThat(text("a")).isEqualTo("1");
    assertThat(text("c")).isEqualTo("new");
    assertThat(git.commit(git.resolve(MAIN).orElseThrow()).subject()).doesNotContain("[skip ci]");
  }

  @Test
  void conflictsAreNamedAndNothingMoves() {
    String kept = commit("a", "1");
    String undone = commit("a", "2");
    String tip = commit("a", "3");

    assertThat(history.revert(order(undone, kept))).isEqualTo(new Reverted.Conflicts(List.of("a")));
    assertThat(git.resolve(MAIN)).contains(new CommitId(tip));
  }

  @Test
  void aMergeIsTakenBackAsWhatItBrought() {
    String kept = commit("a", "1");
    CommitId side = make(List.of(new CommitId(kept)), "b", "1");
    commit("c", "1");
    CommitId base = git.resolve(MAIN).orElseThrow();
    var merged = (MergeOutcome.Merged) git.merge(base, side, ALICE, "Merge b");
    git.updateRef(MAIN, Optional.of(base), Optional.of(merged.commit()), "merge");

    assertThat(history.revert(order(merged.commit().sha(), base.sha())))
        .isInstanceOf(Reverted.Done.class);
    assertThat(text("b")).isEmpty();
    assertThat(text("c")).isEqualTo("1");
  }

  @Test
  void whatIsNotOnTheBranchCannotBeReverted() {
    String kept = commit("a", "1");
    CommitId side = make(List.of(new CommitId(kept)), "b", "1");
    assertThat(history.revert(order(side.sha(), kept))).isInstanceOf(Reverted.Impossible.class);
    assertThat(history.revert(order("e".repeat(40), kept))).isInstanceOf(Reverted.Impossible.class);
  }

  @Test
  void recordsFollowEachOtherAndAreMadeOnce() {
    String ref = "refs/slipway/env/production";
    Map<String, byte[]> files = Map.of("release.json", "{}".getBytes(StandardCharsets.UTF_8));
    var first = history.record("alice/app", ref, files, "1\n\nRelease: 1\n", "Release: 1");
    var again = history.record("alice/app", ref, files, "1\n\nRelease: 1\n", "Release: 1");
    var second = history.record("alice/app", ref, files, "2\n\nRelease: 2\n", "Release: 2");
    assertThat(again).isEqualTo(first).isPresent();
    assertThat(git.commit(git.resolve(ref).orElseThrow()).parents())
        .containsExactly(new CommitId(first.orElseThrow()));
    assertThat(second).contains(git.resolve(ref).orElseThrow().sha());
    assertThat(history.record("bob/other", ref, files, "x", "x")).isEmpty();
  }
}
