package dev.slipway.cli.runs;

import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import dev.slipway.client.RunWatch;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway rerun RUN}: runs an ended run again: all, what did not succeed, or one job. */
final class Rerun implements Subcommand {
  @Override
  public String name() {
    return "rerun";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(name(), "Run a run again that has ended, on the same commit.")
        .addPositional(RunId.argument())
        .addOption(
            Options.flag(
                "only the jobs that did not succeed, and those that need them", "--failed"))
        .addOption(Options.value("JOB", "only this job, and those that need it", "--job"))
        .addOption(Followed.option());
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    String id = RunId.of(arguments);
    var api = ApiClient.of(Options.instance(arguments));
    String which = which(arguments);
    JsonNode run = api.post("/api/v1/runs/" + id + "/rerun" + which, Map.of());
    var watch = new RunWatch(api, run.path("repository").asString());
    return Followed.toTheEnd(watch, id, arguments, console);
  }

  private static String which(ParseResult arguments) {
    String job = arguments.matchedOptionValue("--job", "");
    boolean failed = Options.is(arguments, "--failed");
    if (failed && !job.isEmpty()) {
      throw new CommandLine.ParameterException(
          arguments.commandSpec().commandLine(), "--failed and --job exclude each other");
    }
    if (!job.isEmpty()) {
      return "?job=" + URLEncoder.encode(job, StandardCharsets.UTF_8);
    }
    return failed ? "?failed=true" : "";
  }
}
