package dev.slipway.workflow.syntax;

import dev.slipway.workflow.syntax.Permissions.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A called workflow may not ask for more than its caller may do. */
final class CallPermissions {
  private static final int LONGEST = 512;

  private final Fields.Field caller;
  private final Job.Call call;
  private final Problems problems;

  CallPermissions(Fields.Field caller, Job.Call call, Problems problems) {
    this.caller = caller;
    this.call = call;
    this.problems = problems;
  }

  void check(Workflow workflow, Permissions allowed) {
    workflow
        .permissions()
        .ifPresent(wanted -> compare("The workflow '" + call.uses() + "'", wanted, allowed));
    for (Job job : workflow.jobs()) {
      String who = "The nested job '" + job.name().flatMap(Fields::text).orElse(job.id()) + "'";
      job.permissions().ifPresent(wanted -> compare(who, wanted, allowed));
      if (workflow.permissions().isEmpty() && job.permissions().isEmpty()) {
        inner(job).ifPresent(inner -> checkInner(job, inner, allowed));
      }
    }
  }

  /**
   * A call that names nothing hands the limit on: the mistake is reported where the call stands.
   */
  private void checkInner(Job job, Workflow inner, Permissions allowed) {
    if (job.work() instanceof Job.Call nested) {
      Fields.Field field =
          new Fields.Field(job.id(), job.at(), new Data.Entries(job.at(), List.of()));
      new CallPermissions(field, nested, problems).check(inner, allowed);
    }
  }

  private static Optional<Workflow> inner(Job job) {
    return job.work() instanceof Job.Call call ? call.workflow() : Optional.empty();
  }

  private void compare(String who, Permissions wanted, Permissions allowed) {
    List<String> asked = new ArrayList<>();
    List<String> granted = new ArrayList<>();
    for (String scope : Permissions.SCOPES) {
      Access ask = wanted.of(scope);
      if (ask.compareTo(allowed.of(scope)) > 0) {
        asked.add(scope + ": " + ask.word());
        granted.add(scope + ": " + allowed.of(scope).word());
      }
    }
    if (asked.isEmpty()) {
      return;
    }
    String message =
        "Error calling workflow '%s'. %s is requesting '%s', but is only allowed '%s'."
            .formatted(call.uses(), who, String.join(", ", asked), String.join(", ", granted));
    problems.add(
        caller.at(),
        shortened(message),
        "Grant it in the permissions of the job '" + caller.name() + "' or of its workflow.");
  }

  private static String shortened(String message) {
    return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "[...]";
  }
}
