package dev.slipway.cli;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/**
 * {@code slipway secret} and {@code slipway variable}: what the workflows of a repository read.
 *
 * <p>A value comes from the terminal or from standard input, never from the command line: that is
 * visible to every user of the machine and stays in the shell's history.
 */
final class Setting implements Subcommand {
  private static final String REPOSITORY = "--repository";
  private static final String ENVIRONMENT = "--environment";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+/[A-Za-z0-9._-]+");

  private final String kind;
  private final String plural;
  private final String reference;

  private Setting(String kind, String plural, String reference) {
    this.kind = kind;
    this.plural = plural;
    this.reference = reference;
  }

  static Setting secret() {
    return new Setting("secret", "secrets", "${{ secrets.NAME }}");
  }

  static Setting variable() {
    return new Setting("variable", "variables", "${{ vars.NAME }}");
  }

  @Override
  public String name() {
    return kind;
  }

  @Override
  public CommandSpec spec() {
    var spec =
        Options.command(
            name(),
            "Set, list and delete the "
                + plural
                + " that a repository's workflows read as "
                + reference
                + ".");
    spec.addSubcommand(
        "set",
        scoped("set", "Set a " + kind + "; the value is read from standard input.")
            .addPositional(nameOfOne()));
    spec.addSubcommand(
        "delete", scoped("delete", "Delete a " + kind + ".").addPositional(nameOfOne()));
    spec.addSubcommand("list", scoped("list", "List the " + plural + "."));
    return spec;
  }

  private static PositionalParamSpec nameOfOne() {
    return Options.argument(0, "NAME", "1", "letters, digits and _");
  }

  private static CommandSpec scoped(String name, String description) {
    return Options.command(name, description)
        .addOption(
            Options.value(
                "OWNER/NAME",
                "the repository; local/ and the name of this directory otherwise",
                "-R",
                REPOSITORY))
        .addOption(
            Options.value(
                "NAME", "of this environment only; it wins over the repository's", ENVIRONMENT));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    if (!arguments.hasSubcommand()) {
      throw new InputException(
          InputException.Position.of("slipway " + kind),
          "what to do is missing",
          "say set, list or delete");
    }
    var chosen = arguments.subcommand();
    var client = ApiClient.of(Options.instance(chosen));
    switch (chosen.commandSpec().name()) {
      case "set" -> set(chosen, client, console);
      case "delete" -> {
        client.delete(path(chosen) + "/" + encoded(given(chosen)));
        console.note("deleted " + kind + " " + given(chosen) + where(chosen));
      }
      default -> list(chosen, client, console);
    }
    return 0;
  }

  private void set(ParseResult chosen, ApiClient client, Console console) {
    String name = given(chosen);
    var body = Json.MAPPER.createObjectNode().put("value", value(name));
    var answer = client.put(path(chosen) + "/" + encoded(name), body);
    if (Options.json(chosen)) {
      console.json(answer);
      return;
    }
    console.note("set " + kind + " " + name + where(chosen));
    if (answer.has("advice")) {
      console.note("note: " + answer.path("advice").asString());
    }
  }

  private void list(ParseResult chosen, ApiClient client, Console console) {
    var answer = client.get(path(chosen));
    if (Options.json(chosen)) {
      console.json(answer);
      return;
    }
    if (answer.path(plural).isEmpty()) {
      console.note("no " + plural + where(chosen));
    }
    for (JsonNode setting : answer.path(plural)) {
      String value = setting.has("value") ? "  " + setting.path("value").asString() : "";
      console.print(
          String.format(
              "%-32s %s%s",
              setting.path("name").asString(), setting.path("updated").asString(), value));
    }
  }

  private static String given(ParseResult chosen) {
    return chosen.matchedPositionalValue(0, "");
  }

  private String path(ParseResult chosen) {
    String environment = chosen.matchedOptionValue(ENVIRONMENT, "");
    return "/api/v1/repositories/"
        + repository(chosen)
        + (environment.isEmpty() ? "" : "/environments/" + encoded(environment))
        + "/"
        + plural;
  }

  private static String where(ParseResult chosen) {
    String environment = chosen.matchedOptionValue(ENVIRONMENT, "");
    return " of "
        + repository(chosen)
        + (environment.isEmpty() ? "" : ", environment " + environment);
  }

  private static String repository(ParseResult chosen) {
    String directory = String.valueOf(Path.of("").toAbsolutePath().getFileName());
    String repository = chosen.matchedOptionValue(REPOSITORY, "local/" + directory);
    if (!NAME.matcher(repository).matches()) {
      throw new InputException(
          InputException.Position.of(REPOSITORY),
          "'" + repository + "' is not the name of a repository",
          "write OWNER/NAME");
    }
    return repository;
  }

  private static String encoded(String text) {
    return ApiClient.segment(text);
  }

  /** Asks without echo on a terminal; otherwise all of standard input but one final line end. */
  private static String value(String name) {
    var terminal = Optional.ofNullable(System.console()).filter(c -> c.isTerminal());
    if (terminal.isPresent()) {
      char[] typed = terminal.get().readPassword("Value of %s: ", name);
      if (typed == null) {
        throw new SlipwayException("no value was given");
      }
      String value = new String(typed);
      Arrays.fill(typed, ' ');
      return value;
    }
    try {
      String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
      return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    } catch (IOException e) {
      throw new SlipwayException("could not read the value from standard input: " + e, e);
    }
  }
}
