package dev.slipway.cli.runs;

import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway explain EXPRESSION}: what an expression of a workflow comes to in a run. */
final class Explain implements Subcommand {
  @Override
  public String name() {
    return "explain";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(),
            "Evaluate an expression of a workflow with the github, vars and inputs of a run, and"
                + " show the values it is made of.")
        .addPositional(
            Options.argument(0, "EXPRESSION", "1", "with or without the braces around it"))
        .addOption(Options.value("ID", "the run (the latest)", "--run"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var api = ApiClient.of(Options.instance(arguments));
    String id =
        Optional.ofNullable(arguments.<String>matchedOptionValue("--run", null))
            .orElseGet(() -> latest(api));
    if (!id.matches("[0-9]+")) {
      throw new SlipwayException("\"" + id + "\" is no run's number; write --run 12");
    }
    JsonNode answer =
        api.post(
            "/api/v1/runs/" + id + "/expressions",
            Map.of("expression", arguments.matchedPositionalValue(0, "")));
    if (Options.json(arguments)) {
      console.json(answer);
      return 0;
    }
    console.print(answer.path("value") + "  (" + words(answer) + ", in run " + id + ")");
    for (JsonNode value : answer.path("values")) {
      console.print("  " + value.path("of").asString() + " = " + value.path("value"));
    }
    return 0;
  }

  private static String words(JsonNode answer) {
    String kind = answer.path("kind").asString();
    return kind + (answer.path("true").asBoolean() ? ", counts as true" : ", counts as false");
  }

  private static String latest(ApiClient api) {
    JsonNode runs = api.get("/api/v1/runs?limit=1").path("runs");
    if (runs.isEmpty()) {
      throw new SlipwayException("there is no run yet; push something that starts one");
    }
    return runs.path(0).path("id").asString();
  }
}
