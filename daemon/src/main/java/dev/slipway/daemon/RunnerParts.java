package dev.slipway.daemon;

import dev.slipway.base.WebProxies;
import dev.slipway.container.reach.HostAdditions;
import dev.slipway.git.GitRepository;
import dev.slipway.http.Route;
import dev.slipway.http.RouteSet;
import dev.slipway.identity.Administrator;
import dev.slipway.runner.DeploymentOutcomes;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobListeners;
import dev.slipway.runner.action.FetchedActions;
import dev.slipway.runner.action.NativeActions;
import dev.slipway.runner.artifact.ArtifactStore;
import dev.slipway.runner.builtin.BuiltInActions;
import dev.slipway.runner.cache.CacheStore;
import dev.slipway.runner.environment.EnvironmentRoutes;
import dev.slipway.runner.environment.EnvironmentStore;
import dev.slipway.runner.github.GithubRunRoutes;
import dev.slipway.runner.job.JobContainers;
import dev.slipway.runner.job.JobHost;
import dev.slipway.runner.job.Toolbox;
import dev.slipway.runner.log.JobLogs;
import dev.slipway.runner.run.DeploymentRoutes;
import dev.slipway.runner.run.DispatchRoutes;
import dev.slipway.runner.run.ExpressionRoutes;
import dev.slipway.runner.run.LabelImages;
import dev.slipway.runner.run.LabelRoutes;
import dev.slipway.runner.run.LiveJobs;
import dev.slipway.runner.run.LockRoutes;
import dev.slipway.runner.run.RunParts;
import dev.slipway.runner.run.RunRepositories;
import dev.slipway.runner.run.RunRoutes;
import dev.slipway.runner.run.RunStore;
import dev.slipway.runner.run.RunnerLabels;
import dev.slipway.runner.run.Runs;
import dev.slipway.runner.run.ScheduleStore;
import dev.slipway.runner.run.Schedules;
import dev.slipway.runner.run.WorkflowCheck;
import dev.slipway.runner.service.ActionsServices;
import dev.slipway.runner.service.ArtifactRoutes;
import dev.slipway.runner.service.CacheRoutes;
import dev.slipway.runner.service.JobImageRoutes;
import dev.slipway.runner.service.SignedUrls;
import dev.slipway.store.Schema;
import dev.slipway.workflow.event.RepositoryFacts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What runs workflows, and the services that their jobs use.
 *
 * @param routes the API of runs and of jobs
 * @param services what GitHub's clients ask in jobs: caches and artifacts, with errors in their
 *     form
 * @param github the part of GitHub's REST API that is about runs
 */
record RunnerParts(
    Runs runs, WorkflowCheck check, List<Route> routes, RouteSet services, List<Route> github) {
  private static final long JOB_MEMORY = 4L << 30;
  private static final long JOB_PROCESSES = 4096;
  private static final long CACHE_LIMIT = 10L << 30;
  private static final long ARTIFACT_LIMIT = 10L << 30;

  static List<Schema> schemas() {
    return List.of(
        RunStore.SCHEMA,
        EnvironmentStore.SCHEMA,
        ScheduleStore.SCHEMA,
        CacheStore.SCHEMA,
        ArtifactStore.SCHEMA);
  }

  /**
   * What of the process they need.
   *
   * @param actionsFrom where actions are fetched from that are not here
   * @param hostLabels labels whose jobs run as processes of this machine
   * @param url where jobs reach this process
   * @param listeners where jobs may connect to
   */
  record Needs(
      DataDirectory data,
      State state,
      Machine machine,
      ImageStock stock,
      HostedSources sources,
      RepositoryPayloads payloads,
      HostAdditions additions,
      JobListeners listeners,
      DeploymentOutcomes outcomes,
      Optional<URI> actionsFrom,
      List<String> hostLabels,
      String url,
      Clock clock) {}

  static RunnerParts open(Needs needs, Closing closing) throws IOException {
    var database = needs.state().database();
    var clock = needs.clock();
    var images = needs.stock().jobImages(needs.state(), needs.sources(), clock);
    var caches = new CacheStore(database, needs.data().caches(), CACHE_LIMIT, clock);
    var artifacts = new ArtifactStore(database, needs.data().artifacts(), ARTIFACT_LIMIT, clock);
    caches.recover();
    artifacts.recover();
    var labelImages = LabelImages.open(needs.data().labels());
    var labels = new RunnerLabels(labelImages, needs.hostLabels());
    var live = new LiveJobs(images::end);
    NativeActions actions =
        BuiltInActions.of(
            needs.sources(),
            images,
            caches,
            artifacts,
            job -> defaultBranch(needs.sources(), job),
            closing.add(WebProxies.ofProcess().client().build()),
            clock);
    var fetched = new FetchedActions(needs.data().actions(), needs.actionsFrom(), clock);
    var parts =
        new RunParts(
            new RunStore(database, needs.state().journal(), clock),
            new EnvironmentStore(database, needs.state().journal(), clock),
            closing.add(JobLogs.open(needs.data().logs().resolve("jobs"), clock)),
            repositories(needs),
            closing.add(JobContainers.open(host(needs))),
            needs.stock().jobRoots(needs.state(), needs.machine().snapshots()),
            new WorkflowIdentities(needs.state().identity().jobs(), needs.sources()),
            new WorkflowSettings(needs.state().identity().settings()),
            live,
            needs.outcomes(),
            actions,
            fetched,
            labels,
            RunParts.defaultPlaces(),
            needs.url(),
            clock);
    var runs = closing.add(Runs.open(parts));
    closing
        .add(new Schedules(runs, new ScheduleStore(database, needs.state().journal()), clock))
        .begin();
    var links = new SignedUrls(SecureRandom.getSeed(32), clock);
    var routes = new ArrayList<Route>();
    routes.addAll(new RunRoutes(runs, needs.state().authorizer()).routes());
    routes.addAll(environments(needs, runs).routes());
    var deployments = new DeploymentRoutes(runs, needs.state().authorizer());
    routes.addAll(deployments.routes());
    routes.addAll(new LabelRoutes(labelImages).routes());
    routes.addAll(new ExpressionRoutes(runs, needs.state().authorizer()).routes());
    routes.addAll(new JobImageRoutes(images, live).routes());
    var services =
        ActionsServices.routeSet(
            new CacheRoutes(caches, live, job -> defaultBranch(needs.sources(), job), links),
            new ArtifactRoutes(artifacts, live, links));
    WorkflowCheck check = parts.check();
    routes.addAll(new LockRoutes(runs.repositories(), check).routes());
    var github =
        new ArrayList<>(
            GithubRunRoutes.of(runs, artifacts, caches, needs.state().authorizer(), needs.url()));
    github.addAll(deployments.githubRoutes());
    github.addAll(new DispatchRoutes(runs, needs.state().authorizer(), needs.url()).routes());
    return new RunnerParts(runs, check, routes, services, github);
  }

  private static EnvironmentRoutes environments(Needs needs, Runs runs) {
    var known =
        new EnvironmentRoutes.Known() {
          @Override
          public boolean isRepository(String name) {
            return needs.sources().names().contains(name);
          }

          @Override
          public boolean isUser(String name) {
            return name.equals(Administrator.PRINCIPAL.name())
                || needs.state().identity().users().find(name).isPresent();
          }
        };
    return new EnvironmentRoutes(runs.environments(), known, runs::deploymentsChanged);
  }

  private static String defaultBranch(HostedSources sources, JobDescriptor job) {
    return sources.required(job.repository()).defaultRef();
  }

  private static RunRepositories repositories(Needs needs) {
    return new RunRepositories() {
      @Override
      public GitRepository open(String name) {
        return needs.sources().content(needs.sources().required(name));
      }

      @Override
      public JobDescriptor.Trust trust(String name) {
        return new TrustRules(needs.state().identity().users()).of(name);
      }

      @Override
      public boolean isProtected(String name, String ref) {
        return needs.sources().isProtected(name, ref);
      }

      @Override
      public List<String> names() {
        return needs.sources().names();
      }

      @Override
      public RepositoryFacts facts(String name) {
        return needs.payloads().facts(needs.sources().required(name));
      }
    };
  }

  private static JobHost host(Needs needs) {
    Machine machine = needs.machine();
    return new JobHost(
        needs.data().root(),
        needs.data().jobs(),
        machine.runs(),
        machine.cgroups(),
        machine.networks(),
        machine.snapshots(),
        machine.nameService().forContainers().text(),
        needs.additions(),
        needs.listeners(),
        toolbox(),
        JOB_MEMORY,
        JOB_PROCESSES);
  }

  /** The stand-ins: the command line's jars, started by this process's Java. */
  private static Toolbox toolbox() {
    return JobTools.toolbox(
        Path.of(System.getProperty("java.home")), Path.of(System.getProperty("slipway.dist", ".")));
  }
}
