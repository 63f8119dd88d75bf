package dev.slipway.cli;

import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway images}: the images this instance holds, by name. */
final class Images implements Subcommand {
  private static final double MEGABYTE = 1_000_000;

  @Override
  public String name() {
    return "images";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(name(), "List the images of this instance: built, named and pushed.");
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var images = ApiClient.of(Options.instance(arguments)).get("/api/v1/images");
    if (Options.json(arguments)) {
      console.json(images);
      return 0;
    }
    String format = "%-64s %-19s %12s%n";
    console.out().printf(format, "IMAGE", "DIGEST", "COMPRESSED");
    for (JsonNode image : images.path("images")) {
      console
          .out()
          .printf(
              format,
              image.path("name").asString(),
              image.path("digest").asString().substring(0, 19),
              String.format("%.1f MB", image.path("compressedBytes").asDouble() / MEGABYTE));
    }
    return 0;
  }
}
