package dev.slipway.runner.job;

import dev.slipway.container.Cgroups;
import dev.slipway.container.ForegroundRuns;
import dev.slipway.container.network.Networks;
import dev.slipway.container.reach.HostAdditions;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.runner.JobListeners;
import java.nio.file.Path;

/**
 * What of this machine and this process job containers are made with.
 *
 * @param data the instance's data directory; never visible in a job
 * @param directory below it, for the files of jobs; used by nobody else
 * @param snapshots the layers of images
 * @param resolver the text of the jobs' {@code /etc/resolv.conf}
 * @param additions what the host's administrator added: certificates, mirrors
 * @param memoryBytes how much memory a job may use
 * @param processes how many processes and threads a job may have
 */
public record JobHost(
    Path data,
    Path directory,
    ForegroundRuns runs,
    Cgroups cgroups,
    Networks networks,
    Snapshots snapshots,
    String resolver,
    HostAdditions additions,
    JobListeners listeners,
    Toolbox toolbox,
    long memoryBytes,
    long processes) {}
