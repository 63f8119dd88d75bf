package dev.slipway.cli.demo;

import dev.slipway.base.SlipwayException;
import dev.slipway.client.load.SteadyLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** The chapters that play in the hosted repository, in their order. */
final class Chapters {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int DIGEST_LETTERS = 19;
  private static final String NAME = "\"reasonForVisit\"";

  private final Stage stage;
  private final Story story;
  private final Releases releases;
  private final PullRequests pulls;

  Chapters(Stage stage) {
    this.stage = stage;
    this.story = stage.story();
    this.releases = new Releases(stage);
    this.pulls = new PullRequests(stage);
  }

  /** A push becomes running containers. */
  void firstPush() throws InterruptedException {
    story.chapter(
        "git push",
        "The example's own cd.yaml builds, pushes and deploys: staging, then production.");
    String commit = stage.workspace().head();
    deploy(
        "push main to " + stage.repository(),
        commit,
        () -> stage.workspace().push("main", "slipway.nowait"));
    story.step(
        "the page answers",
        progress -> {
          stage
              .site()
              .await("/", r -> r.statusCode() == 200 && r.body().contains("<div id=\"root\">"));
          stage
              .site()
              .await("/api/patients", r -> r.statusCode() == 200 && r.body().contains(NAME));
          progress.outcome(stage.site().address().toString());
          return progress;
        });
    tellDigests(releases.serving());
  }

  private void tellDigests(JsonNode release) {
    story.tell(
        "release " + release.path("number").asInt() + ": " + release.path("cause").asString());
    for (JsonNode workload : release.path("workloads")) {
      for (JsonNode image : workload.path("images")) {
        String digest = image.path("digest").asString("");
        story.tell(
            String.format(
                Locale.ROOT,
                "%-16s %s",
                workload.path("name").asString(),
                digest.substring(0, Math.min(DIGEST_LETTERS, digest.length()))));
      }
    }
  }

  /** A branch becomes a pull request, its checks run side by side, its merge goes live. */
  void pullRequest() throws InterruptedException {
    story.chapter(
        "pull request",
        "A visible change on a branch: checked in parallel, merged, rolled out under load.");
    stage.workspace().branch(Plot.BRANCH);
    String head =
        stage.workspace().change("Say what to bring to the asthma review", Plot.IMPROVEMENT);
    long number =
        story.step(
            "push " + Plot.BRANCH + " with -o slipway.pr",
            progress -> {
              stage.workspace().push(Plot.BRANCH, "slipway.pr", "slipway.nowait");
              long opened = pulls.numberOf(Plot.BRANCH);
              progress.outcome("pull request #" + opened);
              return opened;
            });
    JsonNode checks =
        story.step(
            "its checks",
            progress -> {
              var runs = stage.runs().ofHead(head);
              if (runs.isEmpty()) {
                throw new SlipwayException("the pull request started no workflow");
              }
              return new RunSteps(stage).succeed(runs.getLast(), progress);
            });
    story.measure(
        "checks", "checks of the pull request, six jobs side by side", seconds(checks), "s");
    try (SteadyLoad load = stage.site().load()) {
      Instant merged = Instant.now();
      String commit =
          story.step(
              "merge",
              progress -> {
                String id = pulls.merge(number);
                progress.outcome("main is " + id.substring(0, 7));
                return id;
              });
      follow("its deployment, while a client sends 200 requests/s", commit);
      story.step(
          "the change is live",
          progress -> {
            stage.site().await("/api/patients", r -> r.body().contains(Plot.VISIBLE));
            return progress;
          });
      story.measure(
          "change_to_serving", "one-line change, from merge to serving", since(merged), "s");
      report("update_failed", "the update", load);
    }
  }

  /** A release that never becomes ready is taken back as a whole, before anybody notices. */
  void neverReady() throws InterruptedException {
    story.chapter(
        "a release that never gets ready",
        "A wrong setting, in production only: staging cannot see it.");
    stage.workspace().update();
    JsonNode good = releases.serving();
    String commit =
        stage.workspace().change("Wait longer for requests in flight", Plot.NEVER_READY);
    try (SteadyLoad load = stage.site().load()) {
      story.step(
          "push it to main",
          progress -> {
            stage.workspace().push("main", "slipway.nowait");
            return progress;
          });
      JsonNode failed =
          story.step(
              "Slipway watches the rollout",
              progress -> {
                JsonNode release = releases.awaitOutcome(commit, PATIENCE);
                String state = release.path("state").asString();
                if (state.equals("serving")) {
                  throw new SlipwayException("the broken release counts as serving");
                }
                progress.outcome("release " + release.path("number").asInt() + " " + state);
                return release;
              });
      story.tell(failed.path("reason").asString());
      failed.path("evidence").forEach(this::tellEvidence);
      story.measure(
          "detected",
          "from the release's start to its verdict",
          failed.path("milliseconds").asLong() / 1000.0,
          "s");
      story.step(
          "everything is back on release " + good.path("number").asInt() + "'s content",
          progress -> {
            awaitContent(good);
            stage.site().await("/api/patients", r -> r.body().contains(Plot.VISIBLE));
            return progress;
          });
      report("bad_release_failed", "the bad release", load);
    }
    story.step(
        "its run says so",
        progress -> {
          JsonNode run = stage.runs().ofHead(commit).getFirst();
          JsonNode ended = new RunSteps(stage).follow(run, progress);
          if (ended.path("conclusion").asString("").equals("success")) {
            throw new SlipwayException("the run of the broken release passed");
          }
          return ended;
        });
  }

  private void tellEvidence(JsonNode evidence) {
    story.tell(evidence.path("pod").asString("") + " " + evidence.path("container").asString(""));
    evidence.path("log").forEach(line -> story.tell("  " + line.asString()));
  }

  /** What a release runs: the hash of each Deployment's pod template. */
  private static Map<String, String> templates(JsonNode release) {
    var templates = new TreeMap<String, String>();
    release
        .path("workloads")
        .forEach(w -> templates.put(w.path("name").asString(), w.path("template").asString()));
    return templates;
  }

  /** Waits until a release with the content of {@code good} serves again. */
  private void awaitContent(JsonNode good) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      JsonNode latest = releases.all().getFirst();
      if (latest.path("state").asString().equals("serving")
          && templates(latest).equals(templates(good))) {
        return;
      }
      Thread.sleep(Duration.ofMillis(50));
    }
    throw new SlipwayException(
        "production did not come back within " + PATIENCE.toSeconds() + " s");
  }

  /** A release that is ready and wrong: the way back is one command. */
  void failsItsUsers() throws InterruptedException {
    story.chapter(
        "a release that fails its users",
        "Ready, healthy, and wrong: only users see it. One command back.");
    stage.workspace().revertLast();
    String commit = stage.workspace().change("Find records faster", Plot.FAILS_ITS_USERS);
    deploy(
        "push it to main, past the checks",
        commit,
        () -> stage.workspace().push("main", "slipway.nowait"));
    story.step(
        "users see somebody else's record",
        progress -> {
          stage
              .site()
              .await(Plot.RECORD, r -> r.statusCode() == 200 && !r.body().contains(Plot.OWNER));
          progress.outcome("every patient's page shows the first patient; all probes are green");
          return progress;
        });
    Instant asked = Instant.now();
    JsonNode result =
        story.step(
            "slipway rollback",
            progress -> {
              JsonNode done = releases.rollback("every page shows the same patient", story);
              progress.outcome(
                  "release "
                      + done.path("release").path("number").asInt()
                      + " "
                      + done.path("release").path("state").asString());
              return done;
            });
    story.step(
        "users see the right record again",
        progress -> {
          stage.site().await(Plot.RECORD, r -> r.body().contains(Plot.OWNER));
          return progress;
        });
    story.measure("rollback", "from the command to users being served", since(asked), "s");
    if (!result.path("done").asBoolean()) {
      throw new SlipwayException("the rollback was only explained");
    }
    nothingDrifts(commit);
  }

  private void nothingDrifts(String bad) throws InterruptedException {
    story.step(
        "git agrees: main has a revert commit, nothing drifts",
        progress -> {
          long end = System.nanoTime() + PATIENCE.toNanos();
          stage.workspace().update();
          while (stage.workspace().head().equals(bad) && System.nanoTime() < end) {
            Thread.sleep(Duration.ofMillis(100));
            stage.workspace().update();
          }
          String head = stage.workspace().head();
          if (head.equals(bad) || stage.workspace().holds(Plot.FAILS_ITS_USERS)) {
            throw new SlipwayException("main still holds the bad change");
          }
          progress.outcome(head.substring(0, 7) + " " + stage.workspace().subject());
          return head;
        });
  }

  /** What happened, and why. */
  void history() throws InterruptedException {
    story.chapter("history", "Every release with its cause; every decision with its reason.");
    for (JsonNode release : releases.all()) {
      story.tell(
          String.format(
              Locale.ROOT,
              "%2d  %-12s %s",
              release.path("number").asInt(),
              release.path("state").asString(),
              release.path("cause").asString()));
    }
  }

  /** Pushes, follows the deployment and returns its run. */
  private void deploy(String step, String commit, Runnable push) throws InterruptedException {
    story.step(
        step,
        progress -> {
          push.run();
          progress.outcome(commit.substring(0, 7));
          return commit;
        });
    follow("checks, images, registry, rollout", commit);
  }

  private JsonNode follow(String step, String commit) throws InterruptedException {
    return story.step(
        step,
        progress -> {
          JsonNode run =
              stage
                  .runs()
                  .await(
                      "the push of " + commit.substring(0, 7),
                      r ->
                          r.path("commit").asString().equals(commit)
                              && r.path("event").asString().equals("push"));
          return new RunSteps(stage).succeed(run, progress);
        });
  }

  private void report(String key, String what, SteadyLoad load) {
    SteadyLoad.Report report = load.stop();
    report.failures().stream().limit(3).forEach(story::tell);
    story.measure(
        key,
        "failed requests during " + what + ", of " + report.sent(),
        report.failures().size(),
        "requests");
    if (!report.failures().isEmpty()) {
      throw new SlipwayException(
          report.failures().size() + " of " + report.sent() + " requests failed during " + what);
    }
  }

  private static double seconds(JsonNode run) {
    return Duration.between(
                Instant.parse(run.path("created").asString()),
                Instant.parse(run.path("ended").asString()))
            .toMillis()
        / 1000.0;
  }

  private static double since(Instant begun) {
    return Duration.between(begun, Instant.now()).toMillis() / 1000.0;
  }

  /**
   * Where things are, and what to try next.
   *
   * @param command how a subcommand is called for this instance
   */
  List<String> next(UnaryOperator<String> command) {
    return List.of(
        "  the page   " + stage.site().address() + "/",
        "  the API    " + stage.url() + "/api/v1/status",
        "",
        "Try next:",
        "  " + command.apply("history -e production"),
        "  " + command.apply("rollback -e production --dry-run"),
        "  " + command.apply("push YOUR-REPOSITORY"),
        "  " + command.apply("down"));
  }
}
