package dev.slipway.cli.registry;

import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway restore}: brings deleted images back. */
final class Restore implements Subcommand {
  private static final String FORMAT = "%-19s  %-96s  %-24s %s";

  @Override
  public String name() {
    return "restore";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(), "List the images that were deleted lately, or bring some of them back.")
        .addPositional(Options.argument(0, "IMAGE@DIGEST", "0..1", "the image"))
        .addOption(Options.value("NAME", "all that one clean-up deleted", "--cleanup"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var client = ApiClient.of(Options.instance(arguments));
    String image = arguments.matchedPositionalValue(0, "");
    String cleanup = arguments.matchedOptionValue("--cleanup", "");
    boolean list = image.isEmpty() && cleanup.isEmpty();
    JsonNode answer;
    if (list) {
      answer = client.get(RegistryCommands.API + "/removed");
    } else {
      var body = Json.MAPPER.createObjectNode().put("image", image).put("cleanup", cleanup);
      answer = client.post(RegistryCommands.API + "/restore", body);
    }
    if (Options.json(arguments)) {
      console.json(answer);
      return 0;
    }
    if (answer.path(list ? "removed" : "restored").isEmpty()) {
      console.note("no image was " + (list ? "deleted lately" : "restored"));
      return 0;
    }
    console.print(String.format(FORMAT, "DELETED", "IMAGE", "TAGS", "WHY"));
    for (JsonNode one : answer.path(list ? "removed" : "restored")) {
      console.print(
          String.format(
              FORMAT,
              RegistryCommands.time(one.path("removed")),
              one.path("image").asString() + "@" + one.path("digest").asString(),
              RegistryCommands.tags(one.path("tags")),
              one.path("cause").asString()));
    }
    return 0;
  }
}
