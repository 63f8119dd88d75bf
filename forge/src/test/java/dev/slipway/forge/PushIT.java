package dev.slipway.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.git.RefChange;
import dev.slipway.http.Principal;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes by the real git. */
@NullMarked
class PushIT {
  /** Pushes of 200 MB and more take long: {@code -Dslipway.push.megabytes=300} asks for them. */
  private static final int LARGE = Integer.getInteger("slipway.push.megabytes", 30) << 20;

  @TempDir Path directory;

  private TestForge forge;

  @BeforeEach
  void start() {
    forge = new TestForge(directory);
  }

  @AfterEach
  void stop() {
    forge.close();
  }

  @Test
  void anAdministratorsFirstPushMakesTheRepository() throws Exception {
    var git = forge.seeded(directory.resolve("work"), "acme/app.git");
    assertThat(forge.tip("acme/app", "refs/heads/main")).contains(git.head());
    assertThat(forge.pushes).hasSize(1);
    var event = forge.pushes.getFirst();
    assertThat(event.created()).isTrue();
    assertThat(event.ref()).isEqualTo("refs/heads/main");
    assertThat(event.after()).contains(git.head());
    assertThat(event.pusher().name()).isEqualTo("admin");
    assertThat(event.repository().name()).hasToString("acme/app");
    assertThat(event.follows()).isTrue();
    assertThat(forge.journal.latest("repositories/acme/app", 5))
        .extracting(e -> e.kind())
        .containsExactly("forge.push", "forge.repository.created");
    assertThat(forge.forge.repositories().list()).hasSize(1);
  }

  @Test
  void theFirstBranchIsTheDefaultWhereThereIsNoMain() throws Exception {
    var git = TestGit.init(directory.resolve("work"));
    git.commit("Begin");
    git.run("push", "--quiet", forge.url("admin", "acme/app"), "HEAD:refs/heads/trunk");
    assertThat(forge.repository("acme/app").defaultBranch()).isEqualTo("trunk");
    assertThat(forge.pushes.getFirst().repository().defaultBranch()).isEqualTo("trunk");
    assertThat(git.run("ls-remote", "--symref", forge.url("admin", "acme/app"), "HEAD"))
        .contains("ref: refs/heads/trunk");
  }

  @Test
  void tellsWhatEachRefDid() throws Exception {
    var git = forge.seeded(directory.resolve("work"), "acme/app");
    var first = git.head();
    var second = git.write("more", "x").commit("More");
    git.run("tag", "-a", "v1", "-m", "One");
    git.run("push", "--quiet", "-o", "slipway.nowait", "origin", "main", "v1");
    assertThat(forge.pushes.subList(1, 3))
        .extracting(e -> e.ref() + " " + e.kind() + " " + e.after().orElseThrow().equals(second))
        .containsExactlyInAnyOrder("refs/heads/main ADVANCED true", "refs/tags/v1 CREATED true");
    assertThat(forge.pushes.get(1).follows()).isFalse();
    git.run("reset", "--quiet", "--hard", first.sha());
    git.write("other", "y").commit("Other");
    assertThat(git.refused("push", "origin", "main")).contains("rejected");
    git.run("push", "--quiet", "--force", "origin", "main");
    assertThat(forge.pushes.getLast().forced()).isTrue();
    assertThat(forge.pushes.getLast().before()).contains(second);
    git.run("push", "--quiet", "origin", "--delete", "v1");
    assertThat(forge.pushes.getLast().kind()).isEqualTo(RefChange.Kind.DELETED);
    assertThat(forge.tip("acme/app", "refs/tags/v1")).isEmpty();
  }

  @Test
  void anAtomicPushMovesAllOrNothing() throws Exception {
    var git = forge.seeded(directory.resolve("work"), "acme/app");
    git.run("branch", "one");
    git.run("branch", "two");
    String said =
        git.refused("push", "--atomic", "origin", "one", "two", "main:refs/slipway/env/x");
    assertThat(said).contains("reserved for Slipway");
    assertThat(forge.content("acme/app").refs("refs/heads/")).containsOnlyKeys("refs/heads/main");
    assertThat(forge.pushes).hasSize(1);
    assertThat(git.refused("push", "origin", "one", "main:refs/pull/7/head"))
        .contains("refs/pull/7/head (reserved for Slipway)");
    assertThat(forge.tip("acme/app", "refs/heads/one")).isPresent();
    git.run("push", "--quiet", "--atomic", "origin", "one", "two");
    assertThat(forge.tip("acme/app", "refs/heads/two")).isPresent();
  }

  @Test
  void takesWorkOnlyFromThoseWhoMayStartRuns() throws Exception {
    var git = forge.seeded(directory.resolve("work"), "acme/app");
    var work = git.write("more", "x").commit("Not yet a branch's");
    String ref = "refs/slipway/work/one";
    assertThat(git.refused("push", forge.url("writer", "acme/app"), "HEAD:" + ref))
        .contains("runs.create");
    git.run("push", "--quiet", forge.url("admin", "acme/app"), "HEAD:" + ref);
    assertThat(forge.tip("acme/app", ref)).contains(work);
    assertThat(forge.tip("acme/app", "refs/heads/main")).isPresent().isNotEqualTo(work);
    git.write("more", "y").commit("Other");
    assertThat(git.refused("push", forge.url("admin", "acme/app"), "HEAD:" + ref))
        .contains("is there already");
    git.run("push", "--quiet", forge.url("admin", "acme/app"), ":" + ref);
    assertThat(forge.tip("acme/app", ref)).isEmpty();
  }

  @Test
  void refusesOptionsItDoesNotKnow() throws Exception {
    var git = forge.seeded(directory.resolve("work"), "acme/app");
    git.commit("More");
    assertThat(git.refused("push", "-o", "slipway.nowiat", "origin", "main"))
        .contains("slipway.nowiat")
        .contains("there are slipway.nowait")
        .contains("[remote rejected]");
    git.run("push", "--quiet", "-o", "somebody.elses", "origin", "main");
    assertThat(forge.tip("acme/app", "refs/heads/main")).contains(git.head());
  }

  @Test
  void aGateRefusesWithDetails() throws Exception {
    var git = forge.seeded(directory.resolve("work"), "acme/app");
    forge.refuseBy((repository, content, change) -> {
      byte[] file = content.file(change.after().orElseThrow(), "flow.yaml").orElseThrow();
      return new String(file, StandardCharsets.UTF_8).contains("wrong")
          ? Optional.of(
              new PushGate.Refusal(
                  "1 problem in workflows", List.of("flow.yaml:3:7: unknown key 'wrong'")))
          : Optional.empty();
    });
    var before = forge.tip("acme/app", "refs/heads/main");
    git.write("flow.yaml", "wrong").commit("Wrong");
    assertThat(git.refused("push", "origin", "main"))
        .contains("remote: flow.yaml:3:7: unknown key 'wrong'")
        .contains("! [remote rejected] main -> main (1 problem in workflows)");
    assertThat(forge.tip("acme/app", "refs/heads/main")).isEqualTo(before);
    git.write("flow.yaml", "right").commit("Right");
    git.run("push", "--quiet", "origin", "main");
  }

  @Test
  void linesArriveWhileThePushLasts() throws Exception {
    var git = forge.seeded(directory.resolve("work"), "acme/app");
    var seen = new CountDownLatch(1);
    var sawItInTime = new AtomicInteger();
    forge.onPush((event, progress) -> {
      progress.line("run 1 has begun");
      // Released only when the client has shown the line: so it was there before the push ended.
      sawItInTime.set(awaits(seen) ? 1 : 2);
      progress.line("run 1 passed");
    });
    git.commit("More");
    Process push = git.command("push", "origin", "main").start();
    var lines = new ArrayList<String>();
    try (var reader =
        new BufferedReader(new InputStreamReader(push.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
        if (line.contains("run 1 has begun")) {
          seen.countDown();
        }
      }
    }
    assertThat(push.waitFor()).isZero();
    assertThat(sawItInTime).hasValue(1);
    assertThat(lines).anyMatch(l -> l.startsWith("remote: run 1 passed"));
  }

  private static boolean awaits(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aClientThatLeavesChangesNothing() throws Exception {
    var git = forge.seeded(directory.resolve("work"), "acme/app");
    var begun = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    forge.onPush((event, progress) -> {
      progress.line("begun");
      begun.countDown();
      await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> {
            progress.line("still running");
            return !progress.isWatched();
          });
      ended.countDown();
    });
    var more = git.commit("More");
    Process push = git.command("push", "origin", "main").start();
    assertThat(awaits(begun)).isTrue();
    // Durable before anything follows.
    assertThat(forge.tip("acme/app", "refs/heads/main")).contains(more);
    push.descendants().forEach(ProcessHandle::destroyForcibly);
    push.destroyForcibly().waitFor();
    assertThat(awaits(ended)).isTrue();
    assertThat(forge.tip("acme/app", "refs/heads/main")).contains(more);
  }

  @Test
  void oneOfManyPushesToABranchWins() throws Exception {
    forge.seeded(directory.resolve("work"), "acme/app");
    var clones = new ArrayList<TestGit>();
    for (int i = 0; i < 4; i++) {
      var clone = TestGit.in(directory.resolve("clone" + i));
      clone.run("clone", "--quiet", forge.url("writer", "acme/app"), ".");
      clone.write("file" + i, "x").commit("Change " + i);
      clones.add(clone);
    }
    int before = forge.pushes.size();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results =
          clones.stream()
              .map(c -> threads.submit(() -> c.tryRun("push", "origin", "main").succeeded()))
              .toList();
      assertThat(results.stream().filter(PushIT::get)).hasSize(1);
    }
    assertThat(forge.pushes).hasSize(before + 1);
  }

  private static boolean get(Future<Boolean> future) {
    try {
      return future.get();
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void takesALargePushAndOneThatBreaksOffLeavesNoTrace() throws Exception {
    var git = forge.seeded(directory.resolve("work"), "acme/app");
    byte[] noise = new byte[LARGE];
    new Random(3).nextBytes(noise);
    Files.write(git.directory().resolve("noise"), noise);
    var large = git.commit("Noise");
    breakOff(git);
    var repository = TestGit.in(forge.content("acme/app").directory());
    assertThat(forge.tip("acme/app", "refs/heads/broken")).isEmpty();
    assertThat(repository.tryRun("fsck", "--connectivity-only").exit()).isZero();
    git.run("push", "--quiet", "origin", "main");
    assertThat(forge.tip("acme/app", "refs/heads/main")).contains(large);
    var clone = TestGit.in(directory.resolve("clone"));
    clone.run("clone", "--quiet", forge.url("reader", "acme/app"), ".");
    assertThat(clone.directory().resolve("noise")).hasBinaryContent(noise);
  }

  /** Sends half of a push by hand, then hangs up. */
  private void breakOff(TestGit git) throws Exception {
    String zero = "0".repeat(40);
    String command = zero + " " + git.head() + " refs/heads/broken\0 report-status side-band-64k\n";
    git.command("pack-objects", "--revs", directory.resolve("half").toString())
        .withInput((git.head() + "\n").getBytes(StandardCharsets.UTF_8))
        .run()
        .orThrow("pack");
    byte[] bytes;
    try (var files = Files.list(directory)) {
      bytes =
          Files.readAllBytes(
              files.filter(f -> f.toString().endsWith(".pack")).findFirst().orElseThrow());
    }
    try (var socket =
        new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), forge.port())) {
      var out = socket.getOutputStream();
      String head =
          "POST /git/acme/app.git/git-receive-pack HTTP/1.1\r\nHost: x\r\n"
              + "Authorization: Basic YWRtaW46YWRtaW4=\r\n"
              + "Content-Type: application/x-git-receive-pack-request\r\n"
              + "Content-Length: "
              + (bytes.length + 1000)
              + "\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.UTF_8));
      out.write(
          String.format("%04x%s0000", command.length() + 4, command)
              .getBytes(StandardCharsets.UTF_8));
      out.write(bytes, 0, bytes.length / 2);
      out.flush();
    }
  }

  @Test
  void findsAfterACrashWhatWasNotRecorded() throws Exception {
    var git = forge.seeded(directory.resolve("work"), "acme/app");
    var content = forge.content("acme/app");
    var main = git.head();
    // As if the process had ended right after git moved the ref.
    assertThat(content.updateRef("refs/heads/late", Optional.empty(), Optional.of(main), "crash"))
        .isTrue();
    forge.pushes.clear();
    forge.forge.recover();
    assertThat(forge.pushes).extracting(PushEvent::ref).containsExactly("refs/heads/late");
    forge.forge.recover();
    assertThat(forge.pushes).hasSize(1);
  }

  @Test
  void tellsAfterACrashOfWhatWasRecordedAndNotTold() throws Exception {
    var git = forge.seeded(directory.resolve("work"), "acme/app");
    git.run("checkout", "--quiet", "-b", "topic");
    git.commit("topic");
    git.run("push", "--quiet", "origin", "topic");
    var text = new Forge.PullEdit(Optional.of("T"), Optional.empty(), Optional.empty());
    var admin = new Principal("admin", Set.of());
    var app = forge.repository("acme/app");
    forge.forge.propose(app, "topic", app, "main", text, admin);
    git.commit("more");
    forge.pushes.clear();
    forge.pulls.clear();
    // The process ends when it has begun to tell.
    forge.onPush((event, progress) -> {
      throw new LinkageError("killed");
    });
    git.tryRun("push", "origin", "topic");
    forge.onPush((event, progress) -> {});
    forge.forge.recover();
    assertThat(forge.pushes)
        .hasSize(2)
        .allSatisfy(event -> {
          assertThat(event.ref()).isEqualTo("refs/heads/topic");
          assertThat(event.after()).contains(git.head());
          assertThat(event.pusher().name()).isEqualTo("admin");
        });
    assertThat(forge.pushes.getFirst().occasion()).isEqualTo(forge.pushes.getLast().occasion());
    assertThat(forge.pulls)
        .extracting(PullRequestEvent::action)
        .containsExactly(PullRequestEvent.Action.SYNCHRONIZE);
    forge.forge.recover();
    assertThat(forge.pushes).hasSize(2);
    assertThat(forge.pulls).hasSize(1);
  }
}
