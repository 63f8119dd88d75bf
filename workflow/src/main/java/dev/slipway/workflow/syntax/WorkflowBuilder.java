package dev.slipway.workflow.syntax;

import java.util.List;
import java.util.Optional;

/** From a checked tree to a {@link Workflow}, with the rules a schema cannot say. */
final class WorkflowBuilder {
  private final String file;
  private final Problems problems;
  private final Calls calls;

  WorkflowBuilder(String file, Problems problems, Calls calls) {
    this.file = file;
    this.problems = problems;
    this.calls = calls;
  }

  Workflow build(Fields root) {
    List<Trigger> triggers =
        root.get("on").map(new TriggerBuilder(problems)::build).orElse(List.of());
    Optional<Permissions> permissions = permissions(root);
    root.get("concurrency").ifPresent(data -> checkConcurrency(data, problems));
    List<Job> jobs =
        root.get("jobs")
            .map(data -> new JobsBuilder(problems, calls, permissions).build(Fields.of(data)))
            .orElse(List.of());
    return new Workflow(
        file,
        root.text("name"),
        root.get("run-name"),
        triggers,
        permissions,
        root.get("env"),
        root.get("defaults"),
        root.get("concurrency"),
        jobs);
  }

  static Optional<Permissions> permissions(Fields fields) {
    return fields.get("permissions").map(PermissionsBuilder::build);
  }

  static void checkConcurrency(Data data, Problems problems) {
    Fields fields = Fields.of(data);
    if (fields.text("queue").filter("max"::equals).isPresent()
        && fields.get("cancel-in-progress").isPresent()
        && !fields.text("cancel-in-progress").filter("false"::equals).isPresent()) {
      problems.add(
          fields.at(),
          "queue: max cannot be combined with cancel-in-progress",
          "A queue that keeps all runs cancels none: remove one of the two.");
    }
  }
}
