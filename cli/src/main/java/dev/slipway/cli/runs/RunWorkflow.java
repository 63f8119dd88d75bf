package dev.slipway.cli.runs;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import dev.slipway.client.HostedRemote;
import dev.slipway.client.RunWatch;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code slipway workflow run NAME}: starts a workflow that is pushed already by hand ({@code on:
 * workflow_dispatch}) and follows it.
 */
final class RunWorkflow implements Subcommand {
  @Override
  public String name() {
    return "workflow";
  }

  @Override
  public CommandSpec spec() {
    var spec = Options.command(name(), "Work with the workflows of a hosted repository.");
    spec.addSubcommand(
        "run",
        Options.command("run", "Start one that has workflow_dispatch, and follow its run.")
            .addPositional(
                Options.argument(0, "NAME", "1", "its file, as in deploy.yaml, or its name"))
            .addOption(
                Options.value("OWNER/NAME", "the repository (that of the clone)", "--repository"))
            .addOption(Options.value("REF", "a branch or a tag (the default branch)", "--ref"))
            .addOption(Options.values("NAME=VALUE", "an input", "-i", "--input"))
            .addOption(Followed.option()));
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    if (!arguments.hasSubcommand()) {
      throw new SlipwayException("say what to do: slipway workflow run NAME");
    }
    ParseResult action = arguments.subcommand();
    var api = ApiClient.of(Options.instance(action));
    Optional<String> given =
        Optional.ofNullable(action.<String>matchedOptionValue("--repository", null));
    String repository = new HostedRemote(Path.of("").toAbsolutePath()).repository(given);
    ObjectNode order = Json.MAPPER.createObjectNode();
    order.put("ref", action.matchedOptionValue("--ref", ""));
    order.put("return_run_details", true);
    ObjectNode inputs = order.putObject("inputs");
    RunFile.inputs(action).forEach(inputs::put);
    String workflow = action.matchedPositionalValue(0, "");
    String name = ApiClient.segment(workflow);
    var started =
        api.post(
            "/api/v3/repos/" + repository + "/actions/workflows/" + name + "/dispatches", order);
    return Followed.toTheEnd(
        new RunWatch(api, repository), started.path("workflow_run_id").asString(), action, console);
  }
}
