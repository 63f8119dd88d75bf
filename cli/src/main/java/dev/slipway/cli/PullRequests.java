package dev.slipway.cli;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import dev.slipway.client.HostedRemote;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code slipway pr}: opens, lists, shows, merges and closes pull requests. */
final class PullRequests implements Subcommand {
  private static final String REPOSITORY = "--repository";
  private static final String METHOD = "--method";
  private static final String HEAD = "--head";

  @Override
  public String name() {
    return "pr";
  }

  @Override
  public CommandSpec spec() {
    var spec = Options.command(name(), "Work with the pull requests of a hosted repository.");
    spec.addSubcommand(
        "open",
        action("open", "Open one for a branch that was pushed.")
            .addOption(Options.value("BRANCH", "the branch (the one checked out)", HEAD))
            .addOption(Options.value("BRANCH", "where it goes (the default branch)", "--base"))
            .addOption(Options.value("TEXT", "the title (the last commit's)", "--title"))
            .addOption(Options.value("TEXT", "more about it", "--body"))
            .addOption(Options.value("OWNER/NAME", "the fork that has the branch", "--from")));
    spec.addSubcommand(
        "list",
        action("list", "List those that are open.")
            .addOption(Options.value("STATE", "open, closed, merged or all", "--state")));
    spec.addSubcommand("show", numbered(action("show", "Show one.")));
    spec.addSubcommand(
        "merge",
        numbered(action("merge", "Merge one into its base."))
            .addOption(Options.value("HOW", "merge, squash or rebase (merge)", METHOD))
            .addOption(Options.value("COMMIT", "only if this is its head", HEAD)));
    spec.addSubcommand("close", numbered(action("close", "Close one without merging it.")));
    spec.addSubcommand("reopen", numbered(action("reopen", "Open a closed one again.")));
    return spec;
  }

  private static CommandSpec action(String name, String description) {
    return Options.command(name, description)
        .addOption(Options.value("OWNER/NAME", "the repository (that of the clone)", REPOSITORY));
  }

  private static CommandSpec numbered(CommandSpec spec) {
    return spec.addPositional(Options.argument(0, "NUMBER", "1", "its number"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    if (!arguments.hasSubcommand()) {
      throw new SlipwayException("say what to do: slipway pr open|list|show|merge|close|reopen");
    }
    var action = arguments.subcommand();
    var remote = new HostedRemote(Path.of("").toAbsolutePath());
    var api = ApiClient.of(Options.instance(action));
    String pulls =
        "/api/v1/repositories/" + remote.repository(option(action, REPOSITORY)) + "/pulls";
    return switch (action.commandSpec().name()) {
      case "open" -> open(api, pulls, remote, action, console);
      case "list" -> list(api, pulls, action, console);
      case "show" -> show(api.get(pulls + "/" + number(action)), action, console);
      case "merge" -> merge(api, pulls, action, console);
      case "close", "reopen" ->
          done(
              api.post(
                  pulls + "/" + number(action) + "/" + action.commandSpec().name(),
                  Json.MAPPER.createObjectNode()),
              action,
              console);
      default -> throw new IllegalStateException(action.commandSpec().name());
    };
  }

  private static int open(
      ApiClient api, String pulls, HostedRemote remote, ParseResult action, Console console) {
    var body = Json.MAPPER.createObjectNode();
    body.put("head", option(action, HEAD).orElseGet(remote::branch));
    put(body, "base", option(action, "--base"));
    put(body, "title", option(action, "--title"));
    put(body, "body", option(action, "--body"));
    put(body, "headRepository", option(action, "--from"));
    return done(api.post(pulls, body), action, console);
  }

  private static void put(ObjectNode body, String key, Optional<String> value) {
    value.ifPresent(text -> body.put(key, text));
  }

  private static int list(ApiClient api, String pulls, ParseResult action, Console console) {
    String state = option(action, "--state").orElse("open");
    if (!state.matches("[a-z]+")) {
      throw new SlipwayException("--state is one of open, closed, merged and all");
    }
    var found = api.get(pulls + "?state=" + state);
    if (Options.json(action)) {
      console.json(found);
      return 0;
    }
    found.forEach(pull -> console.print(line(pull)));
    if (found.isEmpty()) {
      console.note("none");
    }
    return 0;
  }

  private static int show(JsonNode pull, ParseResult action, Console console) {
    if (Options.json(action)) {
      console.json(pull);
      return 0;
    }
    console.print(line(pull));
    console.print(
        pull.path("head").path("repository").asString()
            + ":"
            + pull.path("head").path("branch").asString()
            + " ("
            + pull.path("head").path("sha").asString()
            + ") by "
            + pull.path("author").asString());
    if (pull.has("conflicts")) {
      console.print("conflicts in:");
      pull.path("conflicts").forEach(path -> console.print("  " + path.asString()));
    }
    pull.path("checks").forEach(check -> console.print(check(check)));
    if (pull.has("mergedAs")) {
      console.print(
          "merged by "
              + pull.path("mergedBy").asString()
              + " as "
              + pull.path("mergedAs").asString());
    }
    if (!pull.path("body").asString().isEmpty()) {
      console.print("");
      console.print(pull.path("body").asString());
    }
    return 0;
  }

  /** {@code " passed unit tests (required)"}. */
  private static String check(JsonNode check) {
    return "  %-8s %s%s"
        .formatted(
            check.path("state").asString(),
            check.path("name").asString(),
            check.path("required").asBoolean() ? " (required)" : "");
  }

  private static int merge(ApiClient api, String pulls, ParseResult action, Console console) {
    var body = Json.MAPPER.createObjectNode();
    put(body, "method", option(action, METHOD));
    put(body, "head", option(action, HEAD));
    return done(api.post(pulls + "/" + number(action) + "/merge", body), action, console);
  }

  private static int done(JsonNode pull, ParseResult action, Console console) {
    if (Options.json(action)) {
      console.json(pull);
    } else {
      console.print(line(pull));
    }
    return 0;
  }

  private static String line(JsonNode pull) {
    return "#"
        + pull.path("number").asLong()
        + " "
        + pull.path("state").asString()
        + "  "
        + pull.path("title").asString()
        + "  ("
        + pull.path("head").path("branch").asString()
        + " into "
        + pull.path("base").path("branch").asString()
        + (pull.path("state").asString().equals("open") && !pull.path("mergeable").asBoolean()
            ? ", conflicts)"
            : ")");
  }

  private static Optional<String> option(ParseResult action, String name) {
    return action.hasMatchedOption(name)
        ? Optional.of(action.<String>matchedOptionValue(name, ""))
        : Optional.empty();
  }

  private static long number(ParseResult action) {
    String text = action.<String>matchedPositionalValue(0, "");
    try {
      return Long.parseLong(text.startsWith("#") ? text.substring(1) : text);
    } catch (NumberFormatException e) {
      throw new SlipwayException("\"" + text + "\" is not the number of a pull request", e);
    }
  }
}
