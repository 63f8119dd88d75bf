package dev.slipway.runner.run;

import dev.slipway.http.Principal;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobFiles;
import dev.slipway.runner.RunningJobs;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The jobs that are being executed, by the attributes of the principals that act for them. */
public final class LiveJobs implements RunningJobs {
  private final Map<String, RunningJob> jobs = new ConcurrentHashMap<>();
  private final Consumer<JobDescriptor> afterwards;

  /**
   * @param afterwards lets go of what is kept for a job that has ended, such as its images' names
   */
  public LiveJobs(Consumer<JobDescriptor> afterwards) {
    this.afterwards = afterwards;
  }

  void begin(JobDescriptor job, JobFiles files) {
    jobs.put(key(job.run(), job.job()), new RunningJob(job, files));
  }

  void end(JobDescriptor job) {
    jobs.remove(key(job.run(), job.job()));
    afterwards.accept(job);
  }

  @Override
  public Optional<RunningJob> of(Principal principal) {
    String run = principal.attributes().get("run");
    String job = principal.attributes().get("job");
    return run == null || job == null
        ? Optional.empty()
        : Optional.ofNullable(jobs.get(key(run, job)));
  }

  private static String key(String run, String job) {
    return run + "/" + job;
  }
}
