package dev.slipway.runner.run;

import dev.slipway.base.SlipwayException;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.git.Signature;
import dev.slipway.runner.DeploymentOutcomes;
import dev.slipway.runner.JobCredentials;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobIdentities;
import dev.slipway.runner.JobRootImages;
import dev.slipway.runner.LineListener;
import dev.slipway.runner.RootImage;
import dev.slipway.runner.RunSettings;
import dev.slipway.runner.action.FetchedActions;
import dev.slipway.runner.action.NativeActions;
import dev.slipway.runner.environment.EnvironmentStore;
import dev.slipway.runner.job.TestImages;
import dev.slipway.runner.job.TestJobs;
import dev.slipway.runner.log.JobLogs;
import dev.slipway.runner.log.LogEntry;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.workflow.event.Event;
import dev.slipway.workflow.event.RepositoryFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;

/** Runs with everything they need: a repository, a database, job containers. */
final class TestRuns implements AutoCloseable {
  static final String REPOSITORY = "local/app";
  static final String SECRET = "s3cr3t-value";

  private final TestJobs jobs;
  private final Database database;
  private final JobLogs logs;
  private final LabelImages labels;
  private final TestImages images;
  private final Path git;
  private final Path elsewhere;
  private final RunParts parts;
  private final Runs runs;
  private final Moments moments = new Moments();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private volatile JobDescriptor.Trust trust = JobDescriptor.Trust.TRUSTED;

  TestRuns(Path directory, int places) throws IOException {
    Path data = Files.createDirectories(directory).toRealPath();
    git = data.resolve("app.git");
    // What stands for GitHub: a directory of repositories.
    elsewhere = data.resolve("elsewhere");
    if (!Files.exists(git)) {
      GitRepository.init(git).close();
    }
    jobs = new TestJobs(data, moments.listeners());
    database =
        Database.open(
            data.resolve("slipway.db"),
            List.of(
                Journal.SCHEMA, RunStore.SCHEMA, EnvironmentStore.SCHEMA, ScheduleStore.SCHEMA));
    Clock clock = Clock.systemUTC();
    images = new TestImages(jobs);
    labels = LabelImages.open(data.resolve("labels.json"));
    logs = JobLogs.open(data.resolve("logs"), clock);
    parts =
        new RunParts(
            new RunStore(database, new Journal(database, clock), clock),
            new EnvironmentStore(database, new Journal(database, clock), clock),
            logs,
            new OneRepository(),
            jobs.containers(),
            this::image,
            new Tokens(),
            new Settings(),
            new LiveJobs(job -> {}),
            DeploymentOutcomes.NONE,
            new NativeActions(List.of(moments.action())),
            new FetchedActions(data.resolve("actions"), Optional.of(elsewhere.toUri()), clock),
            new RunnerLabels(labels, List.of("Bare-Metal")),
            places,
            "http://127.0.0.1:7717",
            clock);
    runs = Runs.open(parts);
  }

  /** Opens the same runs once more, as the next process does. */
  Runs openAgain() {
    return Runs.open(parts);
  }

  /** From now on the repository is that of somebody whose code is not trusted. */
  void distrust() {
    trust = JobDescriptor.Trust.FORK;
  }

  /** Commits files to a repository elsewhere, under a tag. */
  CommitId publish(String name, String tag, Map<String, String> files) {
    try (GitRepository repository = GitRepository.init(elsewhere.resolve(name + ".git"))) {
      var content = new LinkedHashMap<String, byte[]>();
      files.forEach((path, text) -> content.put(path, text.getBytes(StandardCharsets.UTF_8)));
      CommitId commit = commit(repository, content);
      repository.updateRef("refs/tags/" + tag, Optional.empty(), Optional.of(commit), "test");
      return commit;
    }
  }

  private RootImage image(JobDescriptor job, JobRootImages.Wanted wanted, LineListener progress) {
    moments.reached(Moments.Moment.IMAGE);
    return images.fetch(job, wanted, progress);
  }

  private final class OneRepository implements RunRepositories {
    @Override
    public GitRepository open(String name) {
      return GitRepository.open(git);
    }

    @Override
    public JobDescriptor.Trust trust(String name) {
      return trust;
    }

    @Override
    public boolean isProtected(String name, String ref) {
      moments.reachedByJob(Moments.Moment.RULES);
      return ref.equals("refs/heads/main");
    }

    @Override
    public List<String> names() {
      return List.of(REPOSITORY);
    }

    @Override
    public RepositoryFacts facts(String name) {
      if (name.startsWith("elsewhere/")) {
        moments.reachedByJob(Moments.Moment.ACTIONS);
        throw new SlipwayException("there is no " + name);
      }
      return new RepositoryFacts(
          "local", 1, "app", 1, "main", true, false, "http://h/local/app", "http://h/app.git");
    }
  }

  private final class Tokens implements JobIdentities {
    @Override
    public JobCredentials begin(JobDescriptor job) {
      moments.reachedByJob(Moments.Moment.IDENTITY);
      return new JobCredentials("runtime-token", "github-token", "slipway-token", Optional.empty());
    }

    @Override
    public void end(JobDescriptor job) {
      moments.reachedByJob(Moments.Moment.END);
    }
  }

  private final class Settings implements RunSettings {
    @Override
    public Map<String, String> secrets(String repository, Optional<String> environment) {
      environment.ifPresent(asked::add);
      return Map.of("PASSWORD", SECRET + environment.map(name -> "-of-" + name).orElse(""));
    }

    @Override
    public Map<String, String> variables(String repository, Optional<String> environment) {
      return Map.of("COLOUR", environment.isPresent() ? "red" : "blue");
    }
  }

  Moments moments() {
    return moments;
  }

  GitRepository repository() {
    return GitRepository.open(git);
  }

  Runs runs() {
    return runs;
  }

  /** The environments whose secrets were released. */
  Set<String> asked() {
    return asked;
  }

  LabelImages labels() {
    return labels;
  }

  TestImages images() {
    return images;
  }

  ScheduleStore schedules() {
    return new ScheduleStore(database, new Journal(database, Clock.systemUTC()));
  }

  /** What the journal says of the repository, the oldest first. */
  List<String> journal() {
    return new Journal(database, Clock.systemUTC())
        .latest("repositories/" + REPOSITORY, 100).reversed().stream()
            .map(event -> event.kind() + " " + event.data().path("time").asString())
            .toList();
  }

  /** Commits workflows and lets a push of them start what it starts. */
  Runs.Started push(Map<String, String> workflows) {
    return push(workflows, Map.of());
  }

  /** As {@link #push(Map)}, of somebody who may not write here. */
  Runs.Started fork(String workflow) {
    return push(Map.of("ci.yaml", workflow), Map.of(), JobDescriptor.Trust.FORK);
  }

  /** As {@link #push(Map)} with other files in the same commit, which {@code main} is then at. */
  Runs.Started push(Map<String, String> workflows, Map<String, String> others) {
    return push(workflows, others, JobDescriptor.Trust.TRUSTED);
  }

  private Runs.Started push(
      Map<String, String> workflows, Map<String, String> others, JobDescriptor.Trust trust) {
    var files = new LinkedHashMap<String, byte[]>();
    workflows.forEach((name, text) ->
        files.put(".github/workflows/" + name, text.getBytes(StandardCharsets.UTF_8)));
    others.forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
    try (GitRepository repository = GitRepository.open(git)) {
      CommitId commit = commit(repository, files);
      String main = "refs/heads/main";
      repository.updateRef(main, repository.resolve(main), Optional.of(commit), "push");
      var payload = JsonNodeFactory.instance.objectNode().put("ref", "refs/heads/main");
      return runs.trigger(
          new RunCause(
              REPOSITORY,
              commit,
              new Event(
                  "push", Optional.empty(), payload, "refs/heads/main", Optional.empty(), List::of),
              "",
              "admin",
              trust));
    }
  }

  /** Starts one job of a workflow, with those that it needs, whatever its triggers say. */
  String startOnly(String workflow, String job) {
    push(Map.of("ci.yaml", workflow));
    try (GitRepository repository = GitRepository.open(git)) {
      String main = "refs/heads/main";
      var payload = JsonNodeFactory.instance.objectNode().put("ref", main);
      return runs.start(
          new RunCause(
              REPOSITORY,
              repository.resolve(main).orElseThrow(),
              new Event(
                  "workflow_dispatch", Optional.empty(), payload, main, Optional.empty(), List::of),
              "",
              "admin",
              JobDescriptor.Trust.TRUSTED,
              Optional.of(job)),
          ".github/workflows/ci.yaml");
    }
  }

  private static CommitId commit(GitRepository repository, Map<String, byte[]> files) {
    var signature = new Signature("A", "a@example.com", Instant.EPOCH.atOffset(ZoneOffset.UTC));
    return repository.commitTree(List.of(), files, signature, "workflows");
  }

  /** Waits for the run's end. */
  RunView await(String run) throws IOException, InterruptedException {
    return RunFollower.follow(runs, run, news -> true).orElseThrow();
  }

  /** Waits until a job of the run shows a line. */
  void awaitLine(String run, String text) throws IOException, InterruptedException {
    RunFollower.follow(
        runs,
        run,
        news -> !(news instanceof RunNews.Line(var job, var entry) && entry.text().equals(text)));
  }

  RunView run(String workflow) throws IOException, InterruptedException {
    return await(push(Map.of("ci.yaml", workflow)).runs().getFirst());
  }

  String log(RunView run, String job) {
    return logs.read(run.id(), run.attempt(), job, 0).stream()
        .filter(entry -> entry.kind() != LogEntry.Kind.COMMAND)
        .map(LogEntry::text)
        .collect(Collectors.joining("\n"));
  }

  TestJobs jobs() {
    return jobs;
  }

  @Override
  public void close() {
    runs.close();
    logs.close();
    database.close();
    jobs.close();
  }
}
