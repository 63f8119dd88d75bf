package dev.slipway.cli.runs;

import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import dev.slipway.client.RunWatch;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway cancel RUN}: ends a run early; its jobs may still clean up. */
final class Cancel implements Subcommand {
  @Override
  public String name() {
    return "cancel";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(), "End a run early, and wait until its jobs have cleaned up behind themselves.")
        .addPositional(RunId.argument())
        .addOption(Options.flag("do not wait for the run's end", "--no-wait"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    String id = RunId.of(arguments);
    var api = ApiClient.of(Options.instance(arguments));
    JsonNode run = api.post("/api/v1/runs/" + id + "/cancel", Map.of());
    var watch = new RunWatch(api, run.path("repository").asString());
    if (!Options.is(arguments, "--no-wait")) {
      run = watch.narrate(id, console::note);
    }
    if (Options.json(arguments)) {
      console.json(run);
      return 0;
    }
    new RunTree(run, Instant.now()).lines().forEach(console::print);
    console.print("next: slipway rerun " + id);
    return 0;
  }
}
