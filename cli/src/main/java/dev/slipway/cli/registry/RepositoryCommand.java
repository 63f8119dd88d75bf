package dev.slipway.cli.registry;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code slipway repository}: shows one, makes or changes it, deletes it. */
final class RepositoryCommand implements Subcommand {
  private static final Pattern NAME = Pattern.compile("[^/]+/[^/]+");

  @Override
  public String name() {
    return "repository";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(),
            "Show a repository of images; with options make it, or change it when it is there.")
        .addPositional(Options.argument(0, "PROJECT/REPOSITORY", "1", "the repository"))
        .addOption(Options.value("TEXT", "what it is for", "--description"))
        .addOption(Options.values("KEY=VALUE", "a label; all labels are replaced", "--label"))
        .addOption(Options.value("on|off", "whether tags stay for ever", "--immutable-tags"))
        .addOption(Options.value("LOCATION", "where a new one is said to be", "--location"))
        .addOption(
            Options.value(
                "FILE",
                "clean-up policies, as gcloud's set-cleanup-policies takes them",
                "--policies"))
        .addOption(
            Options.value("active|dry-run", "whether the policies delete anything", "--cleanup"))
        .addOption(Options.flag("make it with the usual settings", "--create"))
        .addOption(Options.flag("delete it with all its images", "--delete"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    String name = arguments.matchedPositionalValue(0, "");
    if (!NAME.matcher(name).matches()) {
      throw new SlipwayException(
          "\"" + name + "\" is not a repository of images; write PROJECT/REPOSITORY");
    }
    String path = RegistryCommands.API + "/repositories/" + name;
    var client = ApiClient.of(Options.instance(arguments));
    if (Options.is(arguments, "--delete")) {
      client.delete(path);
      console.print("deleted " + name + "; its images can be restored for a while");
      console.print("");
      console.print("next: slipway restore");
      return 0;
    }
    ObjectNode body = body(arguments);
    boolean writes = !body.isEmpty() || Options.is(arguments, "--create");
    JsonNode repository = writes ? client.put(path, body) : client.get(path);
    if (Options.json(arguments)) {
      console.json(repository);
    } else {
      print(repository, console);
    }
    return 0;
  }

  private static ObjectNode body(ParseResult arguments) {
    var body = Json.MAPPER.createObjectNode();
    for (String option : List.of("description", "location", "cleanup")) {
      if (arguments.hasMatchedOption("--" + option)) {
        body.put(option, arguments.matchedOptionValue("--" + option, ""));
      }
    }
    if (arguments.hasMatchedOption("--immutable-tags")) {
      body.put("immutableTags", isOn(arguments.matchedOptionValue("--immutable-tags", "")));
    }
    if (arguments.hasMatchedOption("--label")) {
      var labels = body.putObject("labels");
      for (String label : arguments.matchedOptionValue("--label", List.<String>of())) {
        int equals = label.indexOf('=');
        labels.put(
            equals < 0 ? label : label.substring(0, equals),
            equals < 0 ? "" : label.substring(equals + 1));
      }
    }
    if (arguments.hasMatchedOption("--policies")) {
      body.set("cleanupPolicies", policies(arguments.matchedOptionValue("--policies", "")));
    }
    return body;
  }

  static JsonNode policies(String file) {
    try {
      return Json.parse(Files.readAllBytes(Path.of(file)), file);
    } catch (IOException e) {
      throw new SlipwayException("could not read the policies in " + file, e);
    }
  }

  private static boolean isOn(String text) {
    return switch (text) {
      case "on" -> true;
      case "off" -> false;
      default ->
          throw new InputException(
              Position.of("--immutable-tags"), "'" + text + "' is neither on nor off", "");
    };
  }

  private static void print(JsonNode repository, Console console) {
    for (String field :
        List.of("name", "path", "description", "created", "creator", "images", "cleanup")) {
      line(console, field, repository.path(field).asString(""));
    }
    line(
        console,
        "tags",
        repository.path("immutableTags").asBoolean() ? "immutable" : "movable, by their class");
    if (!repository.path("labels").isEmpty()) {
      line(console, "labels", repository.path("labels").toString());
    }
    for (var policy : repository.path("cleanupPolicies").properties()) {
      line(console, "policy", policy.getValue().toString());
    }
    console.print("");
    console.print("next: slipway cleanup " + repository.path("name").asString());
  }

  private static void line(Console console, String name, String value) {
    console.print(String.format("  %-12s %s", name, value));
  }
}
