package dev.slipway.runner.job;

import dev.slipway.base.Prepared;
import dev.slipway.base.SlipwayException;
import dev.slipway.container.network.PodNetwork;
import dev.slipway.runner.JobDescriptor;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Makes containers for jobs. They do not outlive this process: opening the directory ends and
 * removes what a killed predecessor left, root filesystems, mounts and networks included.
 */
public final class JobContainers implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(JobContainers.class.getName());

  private final JobHost host;
  private final Prepared<HostTools> tools;
  private final JobNetworks networks;
  private final Path roots;

  private JobContainers(JobHost host, Prepared<HostTools> tools, JobNetworks networks, Path roots) {
    this.host = host;
    this.tools = tools;
    this.networks = networks;
    this.roots = roots;
  }

  /**
   * Clears the directory and begins to prepare for jobs; the first one waits until that is done.
   *
   * @param host its {@code runs} must have been opened before, which ends old containers
   */
  public static JobContainers open(JobHost host) {
    try {
      HostJob.endAll(host.cgroups());
      Path directory = Files.createDirectories(host.directory()).toRealPath();
      Path roots = Files.createDirectories(directory.resolve("roots"));
      try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(roots)) {
        leftovers.forEach(JobRoot::clear);
      }
      Path shared = directory.resolve("tools");
      HostTools.delete(shared);
      var tools = prepare(Files.createDirectories(shared), host.toolbox());
      return new JobContainers(host, tools, new JobNetworks(host.networks()), roots);
    } catch (IOException e) {
      throw new SlipwayException("could not prepare for jobs: " + e.getMessage(), e);
    }
  }

  /** The process is ready long before somebody's first job needs the host's tools. */
  private static Prepared<HostTools> prepare(Path directory, Toolbox toolbox) {
    return Prepared.begin(
        "prepare this machine for jobs",
        () -> {
          try {
            return HostTools.prepare(directory, toolbox);
          } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "no job can run", e);
            throw e;
          }
        });
  }

  /**
   * Starts a container.
   *
   * @throws SlipwayException when it cannot be started, or the job's code is not trusted with the
   *     host's programs
   */
  public JobContainer start(JobDescriptor job, JobBase base) {
    if (job.trust() == JobDescriptor.Trust.FORK && !(base instanceof JobBase.Image)) {
      throw new SlipwayException(
          "a job of a fork never runs on the host's programs: name an image with \"container:\" in"
              + " the workflow, or let the administrator give its label one with 'slipway labels"
              + " set LABEL IMAGE --use forks', or let a member push the branch to this repository");
    }
    Path directory = roots.resolve(UUID.randomUUID().toString());
    return switch (base) {
      case JobBase.HostProcesses processes ->
          HostJob.start(host, tools.get(), job, directory, toolCache());
      case JobBase.Root root -> confined(job, root, directory);
    };
  }

  private JobContainer confined(JobDescriptor job, JobBase.Root base, Path directory) {
    PodNetwork network = networks.take();
    try {
      return ConfinedJob.start(
          new ConfinedJob.Making(host, tools.get(), job, base, network, directory, this));
    } catch (RuntimeException e) {
      networks.giveBack(network);
      throw e;
    }
  }

  /** Shared by all trusted jobs, and kept. */
  Path toolCache() {
    try {
      return Files.createDirectories(roots.resolveSibling("toolcache"));
    } catch (IOException e) {
      throw new SlipwayException("could not make the tool cache: " + e.getMessage(), e);
    }
  }

  void started() {
    networks.prepareNext();
  }

  void ended(PodNetwork network) {
    networks.giveBack(network);
  }

  @Override
  public void close() {
    HostJob.endAll(host.cgroups());
    networks.close();
    try {
      // Nobody writes into the directory any more once this is over.
      tools.get();
    } catch (SlipwayException e) {
      LOG.log(Level.DEBUG, "there were no tools", e);
    }
    try {
      HostTools.delete(roots.resolveSibling("tools"));
    } catch (IOException e) {
      throw new SlipwayException("could not clean up after jobs: " + e.getMessage(), e);
    }
  }
}
