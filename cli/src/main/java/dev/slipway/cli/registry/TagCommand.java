package dev.slipway.cli.registry;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code slipway tag}: moves tags, of one image or several, all or none. */
final class TagCommand implements Subcommand {
  @Override
  public String name() {
    return "tag";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(),
            "Move tags in the registry, all of them or none: IMAGE:TAG=DIGEST, or the name of"
                + " another tag of the image; nothing after '=' takes the tag away.")
        .addPositional(
            PositionalParamSpec.builder()
                .index("0..*")
                .arity("1..*")
                .paramLabel("IMAGE:TAG=TARGET")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("such as p/doctor-app/backend:staging=a1b2c3d4")
                .build())
        .addOption(
            Options.values(
                "IMAGE:TAG=TARGET",
                "what a tag has to name now, or nothing is moved; nothing after '=' for no tag",
                "--expect"))
        .addOption(Options.value("TEXT", "why, for the history", "--reason"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var body = Json.MAPPER.createObjectNode();
    body.put("reason", arguments.matchedOptionValue("--reason", "tag"));
    var moves = body.putArray("moves");
    List<String> wanted = arguments.matchedPositionalValue(0, List.<String>of());
    for (String move : wanted) {
      set(moves.addObject().put("image", left(move)), "to", right(move));
    }
    for (String expected : arguments.matchedOptionValue("--expect", List.<String>of())) {
      set(find(moves.valueStream().toList(), left(expected)), "expected", right(expected));
    }
    var answer =
        ApiClient.of(Options.instance(arguments)).post(RegistryCommands.API + "/tags", body);
    if (Options.json(arguments)) {
      console.json(answer);
      return 0;
    }
    for (JsonNode tag : answer.path("tags")) {
      console.print(
          tag.path("image").asString() + " " + RegistryCommands.digest(tag.path("digest")));
    }
    return 0;
  }

  private static ObjectNode find(List<JsonNode> moves, String image) {
    return moves.stream()
        .filter(m -> m.path("image").asString().equals(image))
        .findFirst()
        .map(ObjectNode.class::cast)
        .orElseThrow(() ->
            new InputException(
                Position.of("--expect"), image + " is not among the tags to move", ""));
  }

  private static void set(ObjectNode move, String field, String target) {
    if (target.isEmpty()) {
      move.putNull(field);
    } else {
      move.put(field, target);
    }
  }

  private static String left(String move) {
    int equals = move.indexOf('=');
    if (equals < 1) {
      throw new InputException(
          Position.of("IMAGE:TAG=TARGET"),
          "\"" + move + "\" does not say what the tag is to name",
          "write IMAGE:TAG=DIGEST or IMAGE:TAG=OTHER-TAG");
    }
    return move.substring(0, equals);
  }

  private static String right(String move) {
    return move.substring(move.indexOf('=') + 1);
  }
}
