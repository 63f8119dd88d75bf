package dev.slipway.cli.delivery;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code slipway rollback}: goes back to an earlier release, with the reasons for the way taken.
 */
final class Rollback implements Subcommand {
  @Override
  public String name() {
    return "rollback";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(), "Go back to the last good release, all services together, and explain the way.")
        .addOption(Options.value("NAME", "the environment or its namespace", "-e", "--environment"))
        .addOption(Options.number("N", "the release to go back to (the last good one)", "--to"))
        .addOption(
            Options.value(
                "undo|revert",
                "undo in the cluster, or revert in git (by the facts)",
                "--strategy"))
        .addOption(Options.flag("explain only", "--dry-run"))
        .addOption(Options.flag("go back although data was migrated since", "--yes-data"))
        .addOption(Options.value("TEXT", "why, for the history", "--reason"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var body = Json.MAPPER.createObjectNode();
    if (arguments.hasMatchedOption("--to")) {
      body.put("to", arguments.<Integer>matchedOptionValue("--to", 0));
    }
    body.put("strategy", arguments.matchedOptionValue("--strategy", ""));
    body.put("dryRun", Options.is(arguments, "--dry-run"));
    body.put("yesData", Options.is(arguments, "--yes-data"));
    body.put("reason", arguments.matchedOptionValue("--reason", ""));
    boolean json = Options.json(arguments);
    var outcome = new Outcome(json, Words.option(arguments), console);
    ApiClient.of(Options.instance(arguments)).stream(
        "POST",
        "/api/v1/rollback" + Words.query(arguments),
        body,
        line -> outcome.hear(Json.MAPPER.readTree(line)));
    return outcome.end();
  }

  /** What the process says on the way. */
  private static final class Outcome {
    private final boolean json;
    private final String environment;
    private final Console console;
    private final ObjectNode all = Json.MAPPER.createObjectNode();

    Outcome(boolean json, String environment, Console console) {
      this.json = json;
      this.environment = environment;
      this.console = console;
    }

    void hear(JsonNode message) {
      message.properties().forEach(e -> all.set(e.getKey(), e.getValue()));
      if (json) {
        return;
      }
      if (message.has("plan")) {
        plan(message.path("plan"));
      }
      if (message.has("line")) {
        console.print("│    " + message.path("line").asString());
      }
      console.out().flush();
    }

    private void plan(JsonNode plan) {
      for (JsonNode question : plan.path("questions")) {
        console.print("├─ " + question.path("question").asString());
        console.print("│    " + question.path("answer").asString());
        console.print("│    → " + question.path("consequence").asString());
      }
      String releases =
          " " + plan.path("ofTitle").asString() + " → " + plan.path("toTitle").asString();
      switch (plan.path("strategy").asString()) {
        case "undo" -> console.print("├─ undo" + releases);
        case "revert" -> console.print("├─ revert on " + plan.path("branch").asString() + releases);
        default -> {}
      }
    }

    int end() {
      all.remove("line");
      if (json) {
        console.json(all);
        return all.has("result") && succeeded() ? 0 : 1;
      }
      if (all.has("error")) {
        throw new SlipwayException(all.path("error").asString());
      }
      if (all.has("refused")) {
        JsonNode refused = all.path("refused");
        console.print("└─ not rolled back: " + refused.path("reason").asString());
        if (!refused.path("hint").asString("").isEmpty()) {
          console.print("");
          console.print("next: " + refused.path("hint").asString());
        }
        return 1;
      }
      if (!all.has("result")) {
        throw new SlipwayException(
            "the process has gone; the rollback goes on at its next start. 'slipway up' starts it");
      }
      return done(all.path("result"));
    }

    private boolean succeeded() {
      JsonNode release = all.path("result").path("release");
      return release.isMissingNode() || release.path("state").asString().equals("serving");
    }

    private int done(JsonNode result) {
      if (!result.path("done").asBoolean(false)) {
        console.print("└─ nothing was changed (--dry-run)");
        console.print("");
        console.print("next: slipway rollback" + environment);
        return 0;
      }
      if (result.has("commit")) {
        console.print("└─ reverted in git by " + Words.commit(result) + "; a workflow deploys it");
        console.print("");
        console.print("next: slipway history" + environment);
        return 0;
      }
      JsonNode release = result.path("release");
      String git = release.path("undo").path("note").asString("");
      if (!git.isEmpty()) {
        console.print("├─ git: " + git);
      }
      console.print(
          "└─ release "
              + release.path("number").asInt()
              + " "
              + Words.state(release)
              + " after "
              + Words.took(release)
              + (release.path("reason").asString("").isEmpty()
                  ? ""
                  : ": " + release.path("reason").asString()));
      console.print("");
      console.print("next: slipway history" + environment);
      return succeeded() ? 0 : 1;
    }
  }
}
