package dev.slipway.cli;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway labels}: the images that labels of {@code runs-on} mean. */
final class Labels implements Subcommand {
  private static final String USE = "--use";
  private static final String PATH = "/api/v1/labels";

  @Override
  public String name() {
    return "labels";
  }

  @Override
  public CommandSpec spec() {
    var spec =
        Options.command(
            name(),
            "Say which image the jobs of a label (runs-on) run in; without one they run on this"
                + " machine's programs, and jobs of forks not at all.");
    spec.addSubcommand(
        "set",
        Options.command("set", "Give a label an image.")
            .addPositional(Options.argument(0, "LABEL", "1", "as in ubuntu-latest"))
            .addPositional(Options.argument(1, "IMAGE", "1", "as in docker.io/library/node:20"))
            .addOption(
                Options.value(
                    "all|forks", "for all jobs, or for those of forks only (all otherwise)", USE)));
    spec.addSubcommand(
        "remove",
        Options.command("remove", "Take a label's image away.")
            .addPositional(Options.argument(0, "LABEL", "1", "as in ubuntu-latest")));
    spec.addSubcommand("list", Options.command("list", "List the labels that have an image."));
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    if (!arguments.hasSubcommand()) {
      throw new InputException(
          InputException.Position.of("slipway labels"),
          "what to do is missing",
          "say set, remove or list");
    }
    var chosen = arguments.subcommand();
    var client = ApiClient.of(Options.instance(chosen));
    switch (chosen.commandSpec().name()) {
      case "set" -> set(chosen, client, console);
      case "remove" -> {
        client.delete(PATH + "/" + label(chosen));
        console.note(chosen.matchedPositionalValue(0, "") + " means this machine's programs again");
      }
      default -> list(chosen, client, console);
    }
    return 0;
  }

  private static void set(ParseResult chosen, ApiClient client, Console console) {
    var body =
        Json.MAPPER
            .createObjectNode()
            .put("image", chosen.matchedPositionalValue(1, ""))
            .put("use", chosen.matchedOptionValue(USE, "all"));
    var answer = client.put(PATH + "/" + label(chosen), body);
    if (Options.json(chosen)) {
      console.json(answer);
      return;
    }
    console.note(answer.path("label").asString() + " means " + answer.path("image").asString());
  }

  private static void list(ParseResult chosen, ApiClient client, Console console) {
    var answer = client.get(PATH);
    if (Options.json(chosen)) {
      console.json(answer);
      return;
    }
    if (answer.path("labels").isEmpty()) {
      console.note("every label means this machine's programs");
    }
    for (JsonNode label : answer.path("labels")) {
      console.print(
          String.format(
              "%-24s %-6s %s",
              label.path("label").asString(),
              label.path("use").asString(),
              label.path("image").asString()));
    }
  }

  private static String label(ParseResult chosen) {
    return ApiClient.segment(chosen.matchedPositionalValue(0, ""));
  }
}
