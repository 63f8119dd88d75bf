package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException.Position;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Jobs that call a workflow: reads what is called and holds the call against it. */
final class Calls {
  private static final Pattern LOCAL = Pattern.compile("\\./.+\\.ya?ml");
  private static final Pattern REMOTE = Pattern.compile("[^/]+/[^/]+/.+\\.ya?ml@.+");

  private final WorkflowReader reader;
  private final Function<String, Optional<byte[]>> files;
  private final ReadOptions options;
  private final int depth;
  private final Problems problems;

  Calls(
      WorkflowReader reader,
      Function<String, Optional<byte[]>> files,
      ReadOptions options,
      int depth,
      Problems problems) {
    this.reader = reader;
    this.files = files;
    this.options = options;
    this.depth = depth;
    this.problems = problems;
  }

  /**
   * The call of {@code job}.
   *
   * @param permissions what the job or its workflow grants, if either says
   */
  Job.Call call(Fields.Field field, Fields job, Optional<Permissions> permissions) {
    String uses = job.text("uses").orElse("");
    Position at = job.get("uses").map(Data::at).orElse(job.at());
    Job.CallSecrets secrets = secrets(job);
    Optional<Workflow> called =
        isWellFormed(uses, at) && options.follow() ? read(uses, at) : Optional.empty();
    Job.Call call = new Job.Call(uses, at, job.get("with"), secrets, called);
    called.ifPresent(workflow -> new CallChecker(call, workflow, problems).check());
    called.ifPresent(workflow -> checkPermissions(field, call, workflow, permissions));
    return call;
  }

  /** A word can only be {@code inherit}: another one has been reported already. */
  private static Job.CallSecrets secrets(Fields job) {
    Optional<Data> secrets = job.get("secrets");
    if (secrets.isPresent() && !(secrets.get() instanceof Data.Entries)) {
      return new Job.InheritedSecrets();
    }
    return new Job.NamedSecrets(secrets.map(Data.Entries.class::cast));
  }

  private boolean isWellFormed(String uses, Position at) {
    if (uses.isEmpty()) {
      return false;
    }
    if (LOCAL.matcher(uses).matches() || REMOTE.matcher(uses).matches()) {
      return true;
    }
    problems.add(
        at,
        "'" + uses + "' names no workflow",
        "Write ./.github/workflows/NAME.yml or OWNER/REPOSITORY/.github/workflows/NAME.yml@REF.");
    return false;
  }

  private Optional<Workflow> read(String uses, Position at) {
    if (depth >= options.calls()) {
      problems.add(
          at,
          "Nested reusable workflow depth exceeded " + options.calls() + ".",
          "Call the inner workflow directly; a workflow that calls itself never ends.");
      return Optional.empty();
    }
    if (!reader.mayCallAnother()) {
      problems.add(
          at,
          "More than " + WorkflowReader.MOST_CALLS + " workflows are called",
          "Calls multiply when called workflows call others: call fewer.");
      return Optional.empty();
    }
    String path = uses.startsWith("./") ? uses.substring(2) : uses;
    Optional<byte[]> yaml = files.apply(path);
    if (yaml.isEmpty()) {
      problems.add(
          at,
          "The workflow '" + uses + "' was not found",
          uses.startsWith("./")
              ? "It must be in the same commit as this file."
              : "Only workflows of this repository can be called: copy it and write ./PATH.");
      return Optional.empty();
    }
    Optional<Workflow> called = reader.read(yaml.get(), path, depth + 1, problems);
    if (called.isPresent() && called.get().call().isEmpty()) {
      problems.add(
          at,
          "The workflow '" + uses + "' cannot be called",
          "Add workflow_call to the events of its on.");
    }
    return called;
  }

  private void checkPermissions(
      Fields.Field field, Job.Call call, Workflow workflow, Optional<Permissions> permissions) {
    Optional<Permissions> allowed = permissions.or(options::permissions);
    if (depth > 0 && permissions.isEmpty()) {
      return;
    }
    allowed.ifPresent(limit -> new CallPermissions(field, call, problems).check(workflow, limit));
  }
}
