package dev.slipway.cli.runs;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.client.ApiClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code slipway environments rules}, {@code protect} and {@code unprotect}: what must hold before
 * a job of a workflow deploys to an environment.
 */
public final class EnvironmentRules {
  private static final String REPOSITORY = "--repository";
  private static final String REVIEWER = "--reviewer";
  private static final String WAIT = "--wait";
  private static final String BRANCH = "--branch";
  private static final String TAG = "--tag";
  private static final String PROTECTED = "--protected-branches";
  private static final String OTHERS = "--prevent-self-review";
  private static final String NO_BYPASS = "--no-bypass";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+/[A-Za-z0-9._-]+");

  private EnvironmentRules() {}

  /** The commands below {@code slipway environments}. */
  public static List<CommandSpec> specs() {
    return List.of(
        scoped("rules", "List the environments of a repository that have rules."),
        protect(),
        scoped("unprotect", "Take the rules of an environment away.")
            .addPositional(Options.argument(0, "ENVIRONMENT", "1", "as the workflow names it")));
  }

  private static CommandSpec scoped(String name, String description) {
    return Options.command(name, description)
        .addOption(
            Options.value(
                "OWNER/NAME",
                "the repository; local/ and the name of this directory otherwise",
                "-R",
                REPOSITORY));
  }

  private static CommandSpec protect() {
    return scoped("protect", "Say what must hold before a job deploys to an environment.")
        .addPositional(Options.argument(0, "ENVIRONMENT", "1", "as the workflow names it"))
        .addOption(
            Options.values(
                "USER",
                "one of these must approve; a user, or 'maintainers'; may be given several times",
                REVIEWER))
        .addOption(Options.flag("who started the run may not approve it", OTHERS))
        .addOption(Options.number("MINUTES", "how long a job waits in any case", WAIT))
        .addOption(
            Options.values(
                "PATTERN",
                "only branches such as this may deploy; may be given several times",
                BRANCH))
        .addOption(
            Options.values("PATTERN", "only tags such as this, may be given several times", TAG))
        .addOption(Options.flag("only protected branches may deploy", PROTECTED))
        .addOption(Options.flag("not even maintainers may bypass the rules", NO_BYPASS));
  }

  /** Carries out the command that {@code arguments} name. */
  public static int run(ParseResult arguments, Console console) {
    var api = ApiClient.of(Options.instance(arguments));
    String all = "/api/v1/repositories/" + repository(arguments) + "/environments";
    String name = arguments.matchedPositionalValue(0, "");
    String one = all + "/" + ApiClient.segment(name);
    switch (arguments.commandSpec().name()) {
      case "protect" -> {
        JsonNode now = api.put(one, rules(arguments));
        show(List.of(now), now, arguments, console);
      }
      case "unprotect" -> {
        api.delete(one);
        console.note("the environment " + name + " has no rules any more");
      }
      default -> {
        JsonNode answer = api.get(all);
        List<JsonNode> list = answer.path("environments").valueStream().toList();
        show(list, answer, arguments, console);
        if (list.isEmpty() && !Options.json(arguments)) {
          console.print("No environment of " + repository(arguments) + " has rules.");
          console.print("next: slipway environments protect NAME --reviewer USER");
        }
      }
    }
    return 0;
  }

  private static ObjectNode rules(ParseResult arguments) {
    ObjectNode rules = Json.MAPPER.createObjectNode();
    texts(arguments, REVIEWER).forEach(rules.putArray("reviewers")::add);
    rules.put("prevent_self_review", Options.is(arguments, OTHERS));
    rules.put("wait_timer", arguments.matchedOptionValue(WAIT, 0));
    if (Options.is(arguments, PROTECTED)) {
      rules.put("protected_branches", true);
    }
    if (arguments.hasMatchedOption(BRANCH) || arguments.hasMatchedOption(TAG)) {
      texts(arguments, BRANCH).forEach(rules.putArray("branches")::add);
      texts(arguments, TAG).forEach(rules.putArray("tags")::add);
    }
    rules.put("can_admins_bypass", !Options.is(arguments, NO_BYPASS));
    if (rules.path("reviewers").isEmpty()
        && rules.path("wait_timer").asInt() == 0
        && !rules.has("branches")
        && !rules.has("protected_branches")) {
      throw new CommandLine.ParameterException(
          arguments.commandSpec().commandLine(),
          "no rule is given; say " + String.join(", ", REVIEWER, WAIT, BRANCH, TAG, PROTECTED));
    }
    return rules;
  }

  private static List<String> texts(ParseResult arguments, String option) {
    return arguments.matchedOptionValue(option, List.of());
  }

  private static void show(
      List<JsonNode> environments, JsonNode answer, ParseResult arguments, Console console) {
    if (Options.json(arguments)) {
      console.json(answer);
      return;
    }
    var rows = new ArrayList<List<String>>();
    environments.forEach(one -> rows.add(List.of(one.path("name").asString(), words(one))));
    Words.aligned(rows).forEach(console::print);
  }

  /** The rules in words. */
  static String words(JsonNode rules) {
    var parts = new ArrayList<String>();
    String reviewers = joined(rules.path("reviewers"));
    if (!reviewers.isEmpty()) {
      boolean others = rules.path("prevent_self_review").asBoolean(false);
      parts.add("approval of " + reviewers + (others ? ", not of who started it" : ""));
    }
    if (rules.path("wait_timer").asInt(0) > 0) {
      parts.add("a wait of " + rules.path("wait_timer").asInt() + " min");
    }
    if (rules.path("protected_branches").asBoolean(false)) {
      parts.add("protected branches only");
    } else if (rules.has("branches")) {
      parts.add(
          "only branches ["
              + joined(rules.path("branches"))
              + "], tags ["
              + joined(rules.path("tags"))
              + "]");
    }
    if (!rules.path("can_admins_bypass").asBoolean(true)) {
      parts.add("no bypass");
    }
    return String.join("; ", parts);
  }

  private static String joined(JsonNode list) {
    return String.join(", ", list.valueStream().map(JsonNode::asString).toList());
  }

  private static String repository(ParseResult arguments) {
    String directory = String.valueOf(Path.of("").toAbsolutePath().getFileName());
    String repository = arguments.matchedOptionValue(REPOSITORY, "local/" + directory);
    if (!NAME.matcher(repository).matches()) {
      throw new InputException(
          InputException.Position.of(REPOSITORY),
          "'" + repository + "' is not the name of a repository",
          "write OWNER/NAME");
    }
    return repository;
  }
}
