package dev.slipway.cli.build;

import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/**
 * {@code slipway bases} and {@code slipway update-bases}: the images of registries that a
 * repository builds on.
 */
public final class Bases implements Subcommand {
  private final Kind kind;

  private enum Kind {
    LISTED("bases", "List the base images that a repository is locked to.", "/api/v1/bases"),
    UPDATED(
        "update-bases",
        "Lock a repository's base images to what their names mean now.",
        "/api/v1/bases/update");

    private final String name;
    private final String description;
    private final String path;

    Kind(String name, String description, String path) {
      this.name = name;
      this.description = description;
      this.path = path;
    }
  }

  private Bases(Kind kind) {
    this.kind = kind;
  }

  public static Bases list() {
    return new Bases(Kind.LISTED);
  }

  public static Bases update() {
    return new Bases(Kind.UPDATED);
  }

  @Override
  public String name() {
    return kind.name;
  }

  @Override
  public CommandSpec spec() {
    return Options.command(kind.name, kind.description)
        .addPositional(
            Options.argument(
                0, "DIR|OWNER/NAME", "0..1", "a directory in the repository, or a hosted one (.)"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    String given = arguments.matchedPositionalValue(0, ".");
    Path directory = Path.of(given).toAbsolutePath().normalize();
    String place = Files.isDirectory(directory) ? directory.toString() : given;
    JsonNode answer =
        ApiClient.of(Options.instance(arguments))
            .post(kind.path, Json.MAPPER.createObjectNode().put("place", place));
    if (Options.json(arguments)) {
      console.json(answer);
      return 0;
    }
    if (answer.path("bases").isEmpty()) {
      console.print(
          answer.path("repository").asString() + " is not locked to any image of a registry");
    }
    boolean failed = false;
    for (JsonNode base : answer.path("bases")) {
      console.print(line(base));
      failed |= base.has("problem");
    }
    return failed ? 1 : 0;
  }

  private static String line(JsonNode base) {
    String name = base.path("name").asString();
    String digest = base.path("digest").asString();
    String now = base.path("now").asString(digest);
    if (base.has("problem")) {
      return name + "  stays at " + digest + ": " + base.path("problem").asString();
    }
    return now.equals(digest)
        ? name + "  " + digest + " since " + base.path("since").asString()
        : name + "  " + digest + " -> " + now;
  }
}
