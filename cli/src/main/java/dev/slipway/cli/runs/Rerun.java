package dev.slipway.cli.runs;

import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.cli.instance.ApiClient;
import dev.slipway.cli.instance.RunWatch;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway rerun RUN}: runs an ended run again, all of it or only what did not succeed. */
final class Rerun implements Subcommand {
  @Override
  public CommandSpec spec() {
    return Options.command("rerun", "Run a run again that has ended, on the same commit.")
        .addPositional(RunId.argument())
        .addOption(Options.flag("keep the jobs that succeeded", "--failed"))
        .addOption(Followed.option());
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    String id = RunId.of(arguments);
    var api = ApiClient.of(Options.instance(arguments));
    String which = Options.is(arguments, "--failed") ? "?failed=true" : "";
    JsonNode run = api.post("/api/v1/runs/" + id + "/rerun" + which, Map.of());
    var watch = new RunWatch(api, run.path("repository").asString());
    return Followed.toTheEnd(watch, id, arguments, console);
  }
}
