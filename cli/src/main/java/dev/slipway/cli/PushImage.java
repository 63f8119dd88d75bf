package dev.slipway.cli;

import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code slipway push-image}: from a local name into a registry. */
final class PushImage implements Subcommand {
  @Override
  public String name() {
    return "push-image";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(),
            "Push an image that was built here. Names of this instance's registry, and of the hosts"
                + " it answers for, cost nothing: the image is there already.")
        .addPositional(Options.argument(0, "IMAGE", "1", "a name as 'slipway images' lists it"))
        .addPositional(Options.argument(1, "DESTINATION", "0..1", "another name to push it to"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    String image = arguments.matchedPositionalValue(0, "");
    var body = Json.MAPPER.createObjectNode().put("image", image);
    body.put("destination", arguments.matchedPositionalValue(1, image));
    var answer = ApiClient.of(Options.instance(arguments)).post("/api/v1/images/push", body);
    if (Options.json(arguments)) {
      console.json(answer);
    } else {
      console.print(
          "pushed " + answer.path("name").asString() + "@" + answer.path("digest").asString());
    }
    return 0;
  }
}
