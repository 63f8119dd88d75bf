package dev.slipway.cli;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway user}: people beside the administrator, their roles and tokens. */
final class User implements Subcommand {
  private static final String ALL = "/api/v1/users";
  private static final String CLUSTER = "cluster";

  @Override
  public String name() {
    return "user";
  }

  @Override
  public CommandSpec spec() {
    var spec =
        Options.command(
            name(),
            "Add, list and remove users, give them roles, and hand out their tokens. A token is the"
                + " password for git, docker login, and SLIPWAY_TOKEN for this command.");
    spec.addSubcommand(
        "add",
        Options.command("add", "Add a user, who owns the repositories NAME/... and nothing else.")
            .addPositional(nameOfOne()));
    spec.addSubcommand("list", Options.command("list", "List the users and their roles."));
    spec.addSubcommand(
        "remove",
        Options.command("remove", "Remove a user with all roles and tokens.")
            .addPositional(nameOfOne()));
    spec.addSubcommand(
        "grant",
        Options.command(
                "grant",
                "Give a role: reader, writer or maintainer of a repository; viewer or developer of"
                    + " the cluster.")
            .addPositional(nameOfOne())
            .addPositional(Options.argument(1, "ROLE", "1", "the role"))
            .addPositional(Options.argument(2, "OWNER/NAME|cluster", "1", "on what")));
    spec.addSubcommand(
        "revoke",
        Options.command("revoke", "Take a role away.")
            .addPositional(nameOfOne())
            .addPositional(Options.argument(1, "OWNER/NAME|cluster", "1", "on what")));
    spec.addSubcommand(
        "token",
        Options.command("token", "Print a new token, which is shown only once.")
            .addPositional(nameOfOne())
            .addOption(Options.number("N", "how long it is good for; 90 otherwise", "--days"))
            .addOption(Options.flag("print a kubeconfig with the token", "--kubeconfig"))
            .addOption(Options.flag("end all tokens of the user instead", "--revoke")));
    return spec;
  }

  private static PositionalParamSpec nameOfOne() {
    return Options.argument(0, "NAME", "1", "lower-case letters, digits and dashes");
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    if (!arguments.hasSubcommand()) {
      throw new InputException(
          InputException.Position.of("slipway user"),
          "what to do is missing",
          "say add, list, remove, grant, revoke or token");
    }
    var chosen = arguments.subcommand();
    var client = ApiClient.of(Options.instance(chosen));
    switch (chosen.commandSpec().name()) {
      case "add" -> {
        var body = Json.MAPPER.createObjectNode().put("name", given(chosen, 0));
        show(client.post(ALL, body), chosen, console);
      }
      case "remove" -> {
        client.delete(one(chosen));
        console.note("removed " + given(chosen, 0) + "; what the user made stays");
      }
      case "grant" -> {
        var body = Json.MAPPER.createObjectNode().put("role", given(chosen, 1));
        show(client.put(one(chosen) + on(given(chosen, 2)), body), chosen, console);
      }
      case "revoke" -> {
        client.delete(one(chosen) + on(given(chosen, 1)));
        console.note(given(chosen, 0) + " has no role on " + given(chosen, 1) + " any more");
      }
      case "token" -> token(chosen, client, console);
      default -> list(chosen, client, console);
    }
    return 0;
  }

  private static void token(ParseResult chosen, ApiClient client, Console console) {
    if (Options.is(chosen, "--revoke")) {
      client.delete(one(chosen) + "/tokens");
      console.note("all tokens of " + given(chosen, 0) + " have ended");
      return;
    }
    var body = Json.MAPPER.createObjectNode();
    if (chosen.hasMatchedOption("--days")) {
      body.put("days", chosen.<Integer>matchedOptionValue("--days", 0));
    }
    var answer = client.post(one(chosen) + "/tokens", body);
    if (Options.is(chosen, "--kubeconfig")) {
      console.print(kubeconfig(Options.instance(chosen).kubeconfig(), answer).strip());
    } else if (Options.json(chosen)) {
      console.json(answer);
    } else {
      console.note("good until " + answer.path("expires").asString());
      console.print(answer.path("token").asString());
    }
  }

  /** The administrator's own file with another token. */
  private static String kubeconfig(Path file, JsonNode answer) {
    try {
      return Files.readString(file)
          .replaceFirst(
              "(?m)^(\\s*token:).*$", "$1 " + answer.path("token").asString().replace("$", ""));
    } catch (IOException e) {
      throw new SlipwayException("could not read " + file + ": " + e.getMessage(), e);
    }
  }

  private static void list(ParseResult chosen, ApiClient client, Console console) {
    var answer = client.get(ALL);
    if (Options.json(chosen)) {
      console.json(answer);
      return;
    }
    answer.path("users").forEach(user -> console.print(words(user)));
  }

  private static void show(JsonNode user, ParseResult chosen, Console console) {
    if (Options.json(chosen)) {
      console.json(user);
    } else {
      console.print(words(user));
    }
  }

  private static String words(JsonNode user) {
    List<String> roles = new ArrayList<>();
    user.path("repositories")
        .properties()
        .forEach(role -> roles.add(role.getValue().asString() + " of " + role.getKey()));
    if (user.has(CLUSTER)) {
      roles.add(user.path(CLUSTER).asString() + " of the cluster");
    }
    String name = user.path("name").asString();
    return String.format(
        "%-20s %s", name, roles.isEmpty() ? "owns " + name + "/..." : String.join(", ", roles));
  }

  private static String one(ParseResult chosen) {
    return ALL + "/" + encoded(given(chosen, 0));
  }

  private static String on(String resource) {
    if (resource.equals(CLUSTER)) {
      return "/" + CLUSTER;
    }
    String[] parts = resource.split("/", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new InputException(
          InputException.Position.of("slipway user"),
          "'" + resource + "' is neither OWNER/NAME of a repository nor cluster",
          "name what the role is on, as in local/doctor-app");
    }
    return "/repositories/" + encoded(parts[0]) + "/" + encoded(parts[1]);
  }

  private static String given(ParseResult chosen, int index) {
    return chosen.matchedPositionalValue(index, "");
  }

  private static String encoded(String text) {
    return ApiClient.segment(text);
  }
}
