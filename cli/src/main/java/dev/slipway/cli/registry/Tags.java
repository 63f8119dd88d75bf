package dev.slipway.cli.registry;

import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway tags}: the tags of an image, or how one of them came to be. */
final class Tags implements Subcommand {
  private static final String TAG = "%-40s %-12s %-19s  %s";
  private static final String MOVE = "%6s  %-24s %-19s  %-19s  %-19s  %-24s %-8s %s";

  @Override
  public String name() {
    return "tags";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(), "List the tags of an image; of IMAGE:TAG the moves, the latest first.")
        .addPositional(
            Options.argument(0, "IMAGE[:TAG]", "1", "such as my-project/doctor-app/backend:latest"))
        .addOption(Options.flag("the moves of all tags of the image", "--history"))
        .addOption(Options.number("N", "at most so many moves (50)", "--limit"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    String image = arguments.matchedPositionalValue(0, "");
    var client = ApiClient.of(Options.instance(arguments));
    boolean one = image.lastIndexOf(':') > image.indexOf('/');
    boolean history = one || Options.is(arguments, "--history");
    String query = "?image=" + RegistryCommands.encoded(image);
    JsonNode answer =
        history
            ? client.get(
                RegistryCommands.API
                    + "/tags/history"
                    + query
                    + "&limit="
                    + arguments.matchedOptionValue("--limit", 50))
            : client.get(RegistryCommands.API + "/tags" + query);
    if (Options.json(arguments)) {
      console.json(answer);
      return 0;
    }
    if (answer.path(history ? "moves" : "tags").isEmpty()) {
      throw new SlipwayException(
          "the registry has no "
              + (history ? "move of a tag of " : "tag of ")
              + image
              + "; 'slipway images' lists what it has, to be written as PROJECT/REPOSITORY/IMAGE");
    }
    if (history) {
      moves(answer, console);
    } else {
      tags(answer, console);
    }
    return 0;
  }

  private static void tags(JsonNode answer, Console console) {
    console.print(String.format(TAG, "TAG", "CLASS", "DIGEST", "MOVED"));
    for (JsonNode tag : answer.path("tags")) {
      console.print(
          String.format(
              TAG,
              tag.path("tag").asString(),
              tag.path("class").asString(),
              RegistryCommands.digest(tag.path("digest")),
              RegistryCommands.time(tag.path("moved"))));
    }
  }

  private static void moves(JsonNode answer, Console console) {
    console.print(String.format(MOVE, "#", "TAG", "WHEN", "FROM", "TO", "WHO", "RUN", "WHY"));
    for (JsonNode move : answer.path("moves")) {
      console.print(
          String.format(
              MOVE,
              move.path("number").asLong(),
              move.path("tag").asString(),
              RegistryCommands.time(move.path("time")),
              RegistryCommands.digest(move.path("from")),
              RegistryCommands.digest(move.path("to")),
              move.path("principal").asString(),
              move.path("run").asString("-"),
              move.path("cause").asString()));
    }
    console.print("");
    console.print("next: slipway undo-tag IMAGE:TAG [--to #]");
  }
}
