package dev.slipway.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.forge.PullRequestEvent.Action;
import dev.slipway.git.CommitId;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pull requests from their opening to their end, with the real git. */
@NullMarked
class PullRequestIT {
  @TempDir Path directory;

  private TestForge forge;
  private TestGit git;

  @BeforeEach
  void start() throws Exception {
    forge = new TestForge(directory);
    git = forge.seeded(directory.resolve("work"), "acme/app");
  }

  @AfterEach
  void stop() {
    forge.close();
  }

  private CommitId topic(String file, String text) throws Exception {
    git.run("checkout", "--quiet", "-B", "topic", "main");
    return git.write(file, text).commit("Change " + file);
  }

  private PullRequest pull(long number) {
    return forge.forge.pullRequest(forge.repository("acme/app"), number).orElseThrow();
  }

  private void assertSound() throws Exception {
    var bare = TestGit.in(forge.content("acme/app").directory());
    assertThat(bare.tryRun("fsck", "--full", "--strict").exit()).isZero();
  }

  @Test
  void aPushOptionOpensOne() throws Exception {
    var head = topic("new", "x");
    String said =
        git.said(
            "push",
            "-o",
            "slipway.pr.title=A better app",
            "-o",
            "slipway.pr.body=Why",
            "origin",
            "topic");
    assertThat(said).contains("remote: Pull request #1 opened in acme/app: A better app");
    var pull = pull(1);
    assertThat(pull.head()).isEqualTo(head);
    assertThat(pull.baseBranch()).isEqualTo("main");
    assertThat(pull.body()).isEqualTo("Why");
    assertThat(pull.author()).isEqualTo("admin");
    assertThat(forge.pulls).extracting(PullRequestEvent::action).containsExactly(Action.OPENED);
    assertThat(forge.pulls.getFirst().fromFork()).isFalse();
    assertThat(forge.tip("acme/app", "refs/pull/1/head")).contains(head);
    var merge = forge.tip("acme/app", "refs/pull/1/merge").orElseThrow();
    assertThat(pull.merge()).contains(merge);
    assertThat(forge.content("acme/app").commit(merge).parents())
        .containsExactly(pull.base(), head);
    git.run("fetch", "--quiet", "origin", "refs/pull/1/merge");
    assertThat(git.run("ls-tree", "--name-only", "FETCH_HEAD")).contains("new");
    assertThat(git.said("push", "-o", "slipway.pr", "origin", "topic:topic", "HEAD:refs/heads/b"))
        .contains("Pull request #2 opened");
    assertSound();
  }

  @Test
  void aNewHeadSynchronisesAndANewBaseRenewsTheMerge() throws Exception {
    topic("new", "x");
    git.run("push", "--quiet", "-o", "slipway.pr", "origin", "topic");
    var first = pull(1);
    var second = git.write("more", "y").commit("More");
    String said = git.said("push", "-o", "slipway.pr", "origin", "topic");
    assertThat(said).contains("Pull request #1 has this push.");
    assertThat(pull(1).head()).isEqualTo(second);
    assertThat(forge.pulls)
        .extracting(PullRequestEvent::action)
        .containsExactly(Action.OPENED, Action.SYNCHRONIZE);
    git.run("checkout", "--quiet", "main");
    var main = git.write("main", "z").commit("Main");
    git.run("push", "--quiet", "origin", "main");
    var renewed = pull(1);
    assertThat(renewed.base()).isEqualTo(main);
    assertThat(renewed.merge()).isPresent().isNotEqualTo(first.merge());
    assertThat(forge.tip("acme/app", "refs/pull/1/merge")).isEqualTo(renewed.merge());
    assertThat(forge.content("acme/app").commit(renewed.merge().orElseThrow()).parents())
        .containsExactly(main, second);
    assertThat(forge.pulls).hasSize(2);
  }

  @Test
  void knowsAConflictUntilItIsResolved() throws Exception {
    topic("README", "topic\n");
    git.run("push", "--quiet", "-o", "slipway.pr", "origin", "topic");
    git.run("checkout", "--quiet", "main");
    git.write("README", "main\n").commit("Main");
    git.run("push", "--quiet", "origin", "main");
    assertThat(pull(1).joined()).isEqualTo(new PullRequest.Joined.Conflicting(List.of("README")));
    assertThat(forge.tip("acme/app", "refs/pull/1/merge")).isEmpty();
    var refused = forge.api("writer", "POST", "/acme/app/pulls/1/merge", "{}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().get("detail").stringValue()).contains("conflicts in README");
    git.run("checkout", "--quiet", "topic");
    git.tryRun("merge", "main");
    git.write("README", "both\n").commit("Resolve");
    git.run("push", "--quiet", "origin", "topic");
    assertThat(pull(1).merge()).isPresent();
    assertThat(forge.tip("acme/app", "refs/pull/1/merge")).isEqualTo(pull(1).merge());
  }

  @ParameterizedTest
  @ValueSource(strings = {"merge", "squash", "rebase"})
  void mergesInThreeWays(String method) throws Exception {
    topic("one", "1");
    var head = git.write("two", "2").commit("Two");
    git.run("push", "--quiet", "-o", "slipway.pr.title=Both", "origin", "topic");
    git.run("checkout", "--quiet", "main");
    var main = git.write("main", "z").commit("Main");
    git.run("push", "--quiet", "origin", "main");
    forge.pushes.clear();
    var answer =
        forge.api(
            "writer",
            "POST",
            "/acme/app/pulls/1/merge",
            "{\"method\":\"" + method + "\",\"head\":\"" + head + "\"}");
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    assertThat(answer.body().get("state").stringValue()).isEqualTo("merged");
    assertThat(answer.body().get("mergedBy").stringValue()).isEqualTo("writer");
    git.run("pull", "--quiet", "--ff-only", "origin", "main");
    assertThat(git.run("ls-files")).contains("one", "two", "main");
    assertThat(git.run("rev-list", "--count", main + "..main"))
        .isEqualTo(
            switch (method) {
              case "merge" -> "3";
              case "squash" -> "1";
              default -> "2";
            });
    assertThat(forge.pushes).extracting(PushEvent::ref).containsExactly("refs/heads/main");
    assertThat(forge.pushes.getFirst().after()).contains(git.head());
    var closed = forge.pulls.getLast();
    assertThat(closed.action()).isEqualTo(Action.CLOSED);
    assertThat(closed.pullRequest().outcome().orElseThrow().commit()).isEqualTo(git.head());
    assertThat(forge.tip("acme/app", "refs/pull/1/head")).contains(head);
    assertThat(forge.tip("acme/app", "refs/pull/1/merge")).isEmpty();
    assertThat(forge.api("writer", "POST", "/acme/app/pulls/1/merge", "{}").status())
        .isEqualTo(409);
    assertSound();
  }

  @Test
  void mergesOnlyTheHeadThatWasSeen() throws Exception {
    var seen = topic("one", "1");
    git.run("push", "--quiet", "-o", "slipway.pr", "origin", "topic");
    git.write("two", "2").commit("Two");
    git.run("push", "--quiet", "origin", "topic");
    var answer =
        forge.api("writer", "POST", "/acme/app/pulls/1/merge", "{\"head\":\"" + seen + "\"}");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(pull(1).state()).isEqualTo(PullRequest.State.OPEN);
  }

  @Test
  void aHeadThatLandsByItselfIsMerged() throws Exception {
    topic("one", "1");
    git.run("push", "--quiet", "-o", "slipway.pr", "origin", "topic");
    git.run("push", "--quiet", "origin", "topic:main");
    assertThat(pull(1).state()).isEqualTo(PullRequest.State.MERGED);
    assertThat(forge.pulls.getLast().action()).isEqualTo(Action.CLOSED);
  }

  @Test
  void closesAndReopens() throws Exception {
    topic("one", "1");
    git.run("push", "--quiet", "-o", "slipway.pr", "origin", "topic");
    var closed = forge.api("writer", "PATCH", "/acme/app/pulls/1", "{\"state\":\"closed\"}");
    assertThat(closed.body().get("state").stringValue()).isEqualTo("closed");
    git.write("two", "2").commit("Two");
    git.run("push", "--quiet", "origin", "topic");
    assertThat(pull(1).head()).isNotEqualTo(git.head());
    var open =
        forge.api("writer", "PATCH", "/acme/app/pulls/1", "{\"state\":\"open\",\"title\":\"New\"}");
    assertThat(open.body().get("state").stringValue()).isEqualTo("open");
    assertThat(open.body().get("title").stringValue()).isEqualTo("New");
    assertThat(pull(1).head()).isEqualTo(git.head());
    git.run("push", "--quiet", "origin", "--delete", "topic");
    assertThat(pull(1).state()).isEqualTo(PullRequest.State.CLOSED);
    assertThat(forge.pulls)
        .extracting(PullRequestEvent::action)
        .containsExactly(Action.OPENED, Action.CLOSED, Action.REOPENED, Action.CLOSED);
    assertThat(forge.api("writer", "POST", "/acme/app/pulls/1/reopen", "").status()).isEqualTo(422);
    git.run("push", "--quiet", "origin", "topic");
    assertThat(forge.api("writer", "POST", "/acme/app/pulls/1/reopen", "").status()).isEqualTo(200);
    assertThat(forge.api("reader", "POST", "/acme/app/pulls/1/close", "").status()).isEqualTo(403);
    assertThat(forge.api("writer", "POST", "/acme/app/pulls/1/close", "").status()).isEqualTo(200);
    assertThat(forge.api("writer", "POST", "/acme/app/pulls/1/close", "").status()).isEqualTo(409);
  }

  @Test
  void refusesWhatCannotBeOne() throws Exception {
    topic("one", "1");
    git.run("push", "--quiet", "origin", "topic", "main:same");
    assertThat(open("{\"head\":\"nothing\"}")).isEqualTo(422);
    assertThat(open("{\"head\":\"same\"}")).isEqualTo(422);
    assertThat(open("{\"head\":\"topic\",\"base\":\"nothing\"}")).isEqualTo(422);
    assertThat(open("{\"head\":\"../../etc\"}")).isEqualTo(422);
    assertThat(open("{\"haed\":\"topic\"}")).isEqualTo(400);
    assertThat(open("{\"head\":\"topic\",\"title\":\"T\"}")).isEqualTo(201);
    assertThat(open("{\"head\":\"topic\"}")).isEqualTo(409);
    assertThat(forge.api("reader", "POST", "/acme/app/pulls", "{\"head\":\"topic\"}").status())
        .isEqualTo(403);
    assertThat(forge.api("reader", "GET", "/acme/app/pulls?state=open", "").body().size())
        .isEqualTo(1);
    assertThat(forge.api("reader", "GET", "/acme/app/pulls/9", "").status()).isEqualTo(404);
  }

  private int open(String body) throws Exception {
    return forge.api("writer", "POST", "/acme/app/pulls", body).status();
  }

  @Test
  void aForkIsWhereOnePushesWhoMayNotPushHere() throws Exception {
    var fork = forge.api("stranger", "POST", "/acme/app/forks", "{\"owner\":\"stranger\"}");
    assertThat(fork.status()).isEqualTo(201);
    assertThat(fork.body().get("forkOf").stringValue()).isEqualTo("acme/app");
    var head = topic("gift", "x");
    assertThat(git.refused("push", forge.url("stranger", "acme/app"), "topic")).contains("403");
    String said =
        git.said("push", "-o", "slipway.pr", forge.url("stranger", "stranger/app"), "topic");
    assertThat(said).contains("Pull request #1 opened in acme/app");
    var event = forge.pulls.getFirst();
    assertThat(event.fromFork()).isTrue();
    assertThat(event.head().name()).hasToString("stranger/app");
    assertThat(event.repository().name()).hasToString("acme/app");
    assertThat(forge.tip("acme/app", "refs/pull/1/head")).contains(head);
    assertThat(forge.tip("acme/app", "refs/pull/1/merge")).isPresent();
    var next = git.write("gift2", "y").commit("More");
    git.run("push", "--quiet", forge.url("stranger", "stranger/app"), "topic");
    assertThat(pull(1).head()).isEqualTo(next);
    assertThat(forge.api("stranger", "POST", "/acme/app/pulls/1/merge", "{}").status())
        .isEqualTo(403);
    assertThat(forge.api("writer", "POST", "/acme/app/pulls/1/merge", "{}").status())
        .isEqualTo(200);
    assertThat(forge.api("stranger", "POST", "/acme/app/forks", "{\"owner\":\"acme\"}").status())
        .isEqualTo(403);
    assertSound();
  }
}
