package dev.slipway.cli.registry;

import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway cleanup}: explains what the policies of a repository delete, and does it. */
final class CleanUp implements Subcommand {
  private static final String FORMAT = "%-6s  %-44s %-19s  %s";

  @Override
  public String name() {
    return "cleanup";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(),
            "Explain for each image of a repository whether its clean-up policies delete it."
                + " Nothing is deleted without --run.")
        .addPositional(Options.argument(0, "PROJECT/REPOSITORY", "1", "the repository"))
        .addOption(Options.flag("delete what the repository's own policies delete", "--run"))
        .addOption(Options.value("FILE", "other policies, to try them", "--policies"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    boolean dry = !Options.is(arguments, "--run");
    String name = arguments.matchedPositionalValue(0, "");
    var body = Json.MAPPER.createObjectNode().put("repository", name).put("dryRun", dry);
    if (arguments.hasMatchedOption("--policies")) {
      body.set(
          "policies", RepositoryCommand.policies(arguments.matchedOptionValue("--policies", "")));
    }
    var report =
        ApiClient.of(Options.instance(arguments)).post(RegistryCommands.API + "/cleanup", body);
    if (Options.json(arguments)) {
      console.json(report);
      return 0;
    }
    int deleted = print(report, console);
    console.print("");
    if (dry) {
      console.print(deleted + " would be deleted; nothing was.");
      if (deleted > 0 && !arguments.hasMatchedOption("--policies")) {
        console.print("next: slipway cleanup " + name + " --run");
      }
      return 0;
    }
    console.print(report.path("removed").asInt() + " deleted.");
    if (report.path("removed").asInt() > 0) {
      console.print(
          "next: slipway restore --cleanup '" + report.path("cleanup").asString() + "' undoes it");
    }
    return 0;
  }

  private static int print(JsonNode report, Console console) {
    int deleted = 0;
    console.print(String.format(FORMAT, "", "IMAGE", "DIGEST", "WHY"));
    for (JsonNode decision : report.path("decisions")) {
      String verdict = decision.path("verdict").asString();
      deleted += verdict.equals("delete") ? 1 : 0;
      console.print(
          String.format(
              FORMAT,
              verdict,
              decision.path("image").asString()
                  + ":"
                  + RegistryCommands.tags(decision.path("tags")),
              RegistryCommands.digest(decision.path("digest")),
              decision.path("reason").asString()));
    }
    return deleted;
  }
}
