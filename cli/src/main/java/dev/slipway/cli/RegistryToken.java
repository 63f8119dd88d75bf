package dev.slipway.cli;

import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code slipway registry-token}: a password for {@code docker login -u oauth2accesstoken}. */
final class RegistryToken implements Subcommand {
  @Override
  public String name() {
    return "registry-token";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
        name(),
        "Print a token, good for an hour, for"
            + " 'docker login -u oauth2accesstoken --password-stdin HOST:PORT'.");
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var answer =
        ApiClient.of(Options.instance(arguments))
            .post("/api/v1/registry-tokens", Json.MAPPER.createObjectNode());
    if (Options.json(arguments)) {
      console.json(answer);
    } else {
      console.print(answer.path("token").asString());
    }
    return 0;
  }
}
