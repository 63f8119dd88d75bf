package dev.slipway.daemon;

import dev.slipway.forge.CheckStates;
import dev.slipway.forge.ForgeListener;
import dev.slipway.forge.HostedRepository;
import dev.slipway.forge.PullRequestEvent;
import dev.slipway.forge.PushEvent;
import dev.slipway.forge.PushGate;
import dev.slipway.forge.PushProgress;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.git.RefChange;
import dev.slipway.git.WorkRef;
import dev.slipway.http.Principal;
import dev.slipway.identity.setup.ProjectSetup;
import dev.slipway.runner.JobDescriptor.Trust;
import dev.slipway.runner.run.RunCause;
import dev.slipway.runner.run.RunFollower;
import dev.slipway.runner.run.RunNarrator;
import dev.slipway.runner.run.RunNews;
import dev.slipway.runner.run.RunView;
import dev.slipway.runner.run.Runs;
import dev.slipway.runner.run.WorkflowCheck;
import dev.slipway.workflow.event.Event;
import dev.slipway.workflow.event.SkipMarker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a push leads to: its workflows are checked before it is taken, started when it was, and
 * their progress goes back to the one who pushed.
 */
final class PipelineEvents implements ForgeListener, PushGate, CheckStates {
  private static final Principal SETUP = new Principal("system:slipway", Set.of());
  private static final String HEADS = "refs/heads/";

  private final Runs runs;
  private final WorkflowCheck check;
  private final ProjectSetup setup;
  private final RepositoryPayloads payloads;
  private final HostedSources sources;
  private final String url;

  /**
   * @param url of the instance, for the addresses people are shown
   */
  PipelineEvents(
      Runs runs,
      WorkflowCheck check,
      ProjectSetup setup,
      RepositoryPayloads payloads,
      HostedSources sources,
      String url) {
    this.runs = runs;
    this.check = check;
    this.setup = setup;
    this.payloads = payloads;
    this.sources = sources;
    this.url = url;
  }

  @Override
  public Optional<Refusal> examine(
      HostedRepository repository, GitRepository content, RefChange change) {
    if (change.after().isEmpty() || !change.ref().startsWith(HEADS)) {
      return Optional.empty();
    }
    var findings = check.check(repository.name().toString(), content, change.after().get());
    if (findings.problems().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Refusal(
            "its workflows cannot run here",
            findings.problems().stream().flatMap(p -> p.toString().lines()).toList()));
  }

  @Override
  public void pushed(PushEvent event, PushProgress progress) {
    String repository = event.repository().name().toString();
    Trust trust = trust(repository);
    if (trust == Trust.TRUSTED) {
      // A project of its own reaches the cluster, which is not for everybody's repositories.
      setup.ensure(
          repository,
          Long.toString(event.repository().id()),
          event.repository().defaultRef(),
          SETUP);
    }
    if (event.after().isEmpty()) {
      return;
    }
    CommitId after = event.after().get();
    if (WorkRef.is(event.ref())) {
      // Whoever hands over a working tree says next which workflow is to run.
      return;
    }
    if (isOfJob(event.pusher(), progress)) {
      return;
    }
    try (GitRepository content = sources.content(event.repository())) {
      check.check(repository, content, after).warnings().stream()
          .flatMap(warning -> ("warning: " + warning).lines())
          .forEach(progress::line);
      String message = content.commit(after).message();
      if (SkipMarker.isIn(message)) {
        progress.line("no workflow was started: the commit's message asks to skip them");
        return;
      }
      var cause =
          new RunCause(
              repository,
              after,
              new Event(
                  "push",
                  Optional.empty(),
                  payloads.push(event, content).json(),
                  event.ref(),
                  Optional.empty(),
                  () -> changed(event.repository(), event.before(), after)),
              "",
              event.pusher().name(),
              trust);
      start(cause.on(event.occasion()), event.follows(), progress);
    }
  }

  @Override
  public void pullRequestChanged(PullRequestEvent event, PushProgress progress) {
    var pull = event.pullRequest();
    String repository = event.repository().name().toString();
    progress.line(
        "pull request #" + pull.number() + " " + event.action().wireName() + ": " + pull.title());
    if (isOfJob(event.actor(), progress)) {
      return;
    }
    Optional<CommitId> merge = RepositoryPayloads.mergeCommit(pull);
    if (merge.isEmpty()) {
      progress.line("no workflow was started: it conflicts with " + pull.baseBranch());
      return;
    }
    try (GitRepository content = sources.content(event.repository())) {
      if (SkipMarker.isIn(content.commit(pull.head()).message())) {
        progress.line("no workflow was started: the commit's message asks to skip them");
        return;
      }
    }
    boolean closed = event.action() == PullRequestEvent.Action.CLOSED;
    var cause =
        new RunCause(
            repository,
            closed ? pull.base() : merge.get(),
            new Event(
                "pull_request",
                Optional.of(event.action().wireName()),
                payloads.pullRequest(event).json(),
                closed ? HEADS + pull.baseBranch() : "refs/pull/" + pull.number() + "/merge",
                Optional.of(pull.baseBranch()),
                () -> changed(event.repository(), Optional.of(pull.base()), merge.get())),
            pull.headBranch(),
            event.actor().name(),
            event.fromFork() ? Trust.FORK : trust(repository));
    start(cause.on(event.occasion()), event.follows(), progress);
  }

  /** As on GitHub: a workflow that pushes would start itself again and again. */
  private static boolean isOfJob(Principal actor, PushProgress progress) {
    boolean job = actor.attribute("run").isPresent();
    if (job) {
      progress.line(
          "no workflow was started: what a job does with its own token starts none; dispatch one"
              + " (workflow_dispatch, repository_dispatch), or use a user's token");
    }
    return job;
  }

  private Trust trust(String repository) {
    return runs.repositories().trust(repository);
  }

  private List<String> changed(
      HostedRepository repository, Optional<CommitId> before, CommitId after) {
    try (GitRepository content = sources.content(repository)) {
      return before.isPresent()
          ? content.changedPaths(before.get(), after)
          : content.allPaths(after);
    }
  }

  private void start(RunCause cause, boolean follow, PushProgress progress) {
    Runs.Started started = runs.trigger(cause);
    started.skipped().forEach((file, reason) -> progress.line(file + ": " + reason));
    if (started.runs().isEmpty()) {
      progress.line("no workflow of " + cause.repository() + " runs on this");
    }
    if (follow && progress.isWatched()) {
      tell(started.runs(), progress);
    }
    started.runs().forEach(run -> progress.line(url + "/api/v1/runs/" + run));
  }

  /** All runs at once, each on its own thread, until they have ended or nobody looks. */
  private void tell(List<String> started, PushProgress progress) {
    var threads = new ArrayList<Thread>();
    for (String run : started) {
      threads.add(
          Thread.ofVirtual().name("progress of run " + run).start(() -> tell(run, progress)));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      threads.forEach(Thread::interrupt);
    }
  }

  private void tell(String run, PushProgress progress) {
    var narrator = new RunNarrator(RunNarrator.Detail.STEPS);
    try {
      RunFollower.follow(
          runs,
          run,
          news -> {
            narrator.tell(news).forEach(progress::line);
            // Whoever approves a deployment may take days.
            return progress.isWatched()
                && !(news instanceof RunNews.Run(RunView now) && now.isHeld());
          });
    } catch (IOException e) {
      progress.line("the progress of run " + run + " cannot be shown: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Map<String, State> of(HostedRepository repository, CommitId commit) {
    var states = new LinkedHashMap<String, State>();
    // Checks of a pull request run on its merge with the base, and count for its head.
    for (RunView run : runs.store().ofHead(repository.name().toString(), commit.sha())) {
      run.jobs().forEach(job -> states.put(job.name(), state(job)));
    }
    return states;
  }

  private static State state(RunView.JobView job) {
    return job.conclusion()
        .map(c ->
            switch (c) {
              case SUCCESS, SKIPPED -> State.PASSED;
              case FAILURE, CANCELLED -> State.FAILED;
            })
        .orElse(State.PENDING);
  }
}
