package dev.slipway.workflow.plan;

import dev.slipway.workflow.syntax.Job;
import dev.slipway.workflow.syntax.Permissions;
import dev.slipway.workflow.syntax.Workflow;
import java.util.Optional;

/** The permissions of a job's tokens: its own, its workflow's, or the read-only default (S40). */
final class JobPermissions {
  private JobPermissions() {}

  /**
   * What a job may do.
   *
   * @param limit what its caller may do; empty when nobody called
   * @param fork whether the code comes from somebody who may not write here
   */
  static Permissions effective(
      Job job, Workflow workflow, Optional<Permissions> limit, boolean fork) {
    Permissions wanted =
        job.permissions().or(workflow::permissions).or(() -> limit).orElse(Permissions.DEFAULT);
    Permissions limited = limit.map(wanted::atMost).orElse(wanted);
    return fork ? limited.forFork() : limited;
  }
}
