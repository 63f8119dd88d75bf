package dev.slipway.cli.registry;

import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code slipway undo-tag}: a tag names again what it named before. */
final class UndoTag implements Subcommand {
  @Override
  public String name() {
    return "undo-tag";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(name(), "Take the last move of a tag back.")
        .addPositional(Options.argument(0, "IMAGE:TAG", "1", "the tag"))
        .addOption(
            Options.number(
                "#", "back to the result of this move, as 'slipway tags' lists them", "--to"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    String image = arguments.matchedPositionalValue(0, "");
    var body = Json.MAPPER.createObjectNode().put("image", image);
    if (arguments.hasMatchedOption("--to")) {
      body.put("to", arguments.<Integer>matchedOptionValue("--to", 0));
    }
    var move =
        ApiClient.of(Options.instance(arguments)).post(RegistryCommands.API + "/tags/undo", body);
    if (Options.json(arguments)) {
      console.json(move);
    } else {
      console.print(
          image
              + " "
              + RegistryCommands.digest(move.path("from"))
              + " → "
              + RegistryCommands.digest(move.path("to")));
    }
    return 0;
  }
}
