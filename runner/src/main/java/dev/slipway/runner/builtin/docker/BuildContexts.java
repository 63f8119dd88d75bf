package dev.slipway.runner.builtin.docker;

import dev.slipway.git.CommitId;
import dev.slipway.runner.JobContext;
import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionRun;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a build reads, from the inputs {@code context}, {@code file} and {@code build-args}. */
final class BuildContexts {
  /** How workflows name the commit, and a directory of it. */
  private static final Pattern COMMIT =
      Pattern.compile("\\{\\{\\s*defaultContext\\s*}}(?::(?<directory>.*))?");

  private static final String EPOCH = "SOURCE_DATE_EPOCH";

  private BuildContexts() {}

  /** Without a context, the commit itself is built: what the workspace holds does not count. */
  static JobContext context(ActionRun run, ActionInputs inputs) {
    String context = inputs.text("context");
    if (context.matches("[a-z][a-z0-9+.-]*://.*|git@.*")) {
      throw inputs.invalid(
          "context",
          "the remote context " + context + " cannot be built",
          "leave it out to build the commit, or check it out and name the directory");
    }
    Matcher commit = COMMIT.matcher(context);
    if (context.isEmpty() || commit.matches()) {
      String directory = context.isEmpty() ? null : commit.group("directory");
      return new JobContext.Commit(
          new CommitId(run.job().commit()),
          directory == null ? "" : inside(directory).substring(1));
    }
    return new JobContext.Directory(run.files().workspace().resolve(context).normalize());
  }

  /** Of a commit its path there; the workspace may be empty. */
  static Path file(ActionRun run, JobContext context, String file) {
    return switch (context) {
      case JobContext.Directory directory -> run.files().workspace().resolve(file);
      case JobContext.Commit commit -> Path.of(inside(file));
    };
  }

  private static String inside(String path) {
    return Path.of("/").resolve(path.replaceFirst("^/+", "")).normalize().toString();
  }

  /**
   * A name without a value takes that of the step's environment, if there is one; so does the time
   * that buildx takes along by itself.
   */
  static Map<String, String> arguments(ActionRun run, ActionInputs inputs) {
    var arguments = new LinkedHashMap<String, String>();
    for (String line : inputs.lines("build-args")) {
      int equals = line.indexOf('=');
      if (equals == 0) {
        throw inputs.invalid("build-args", "\"" + line + "\" has no name", "write NAME=VALUE");
      }
      if (equals > 0) {
        arguments.put(line.substring(0, equals).strip(), line.substring(equals + 1));
      } else if (run.environment().containsKey(line)) {
        arguments.put(line, run.environment().getOrDefault(line, ""));
      }
    }
    String epoch = run.environment().getOrDefault(EPOCH, "");
    if (!epoch.isEmpty()) {
      arguments.putIfAbsent(EPOCH, epoch);
    }
    return arguments;
  }
}
