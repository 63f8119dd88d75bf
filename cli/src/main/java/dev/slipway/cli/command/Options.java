package dev.slipway.cli.command;

import dev.slipway.client.InstanceDirectory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The options that every command has, and short ways to declare others. */
public final class Options {
  private static final String DATA = "--data";
  private static final String JSON = "--json";

  private Options() {}

  /** A command with {@code --data}, {@code --json} and {@code --help}. */
  public static CommandSpec command(String name, String... description) {
    // Texts may show a workflow's "${{ }}", which is no variable of the help.
    var spec =
        CommandSpec.create().name(name).interpolateVariables(false).mixinStandardHelpOptions(false);
    spec.usageMessage().description(description).abbreviateSynopsis(true);
    return spec.addOption(
            OptionSpec.builder(DATA)
                .paramLabel("DIR")
                .type(Path.class)
                .description("the instance's data directory; one machine can have several")
                .build())
        .addOption(flag("print one JSON value for programs", JSON))
        .addOption(
            OptionSpec.builder("-h", "--help").usageHelp(true).description("this text").build());
  }

  public static OptionSpec flag(String description, String... names) {
    return OptionSpec.builder(names[0], rest(names))
        .type(boolean.class)
        .description(description)
        .build();
  }

  public static OptionSpec value(String label, String description, String... names) {
    return OptionSpec.builder(names[0], rest(names))
        .paramLabel(label)
        .type(String.class)
        .description(description)
        .build();
  }

  public static OptionSpec number(String label, String description, String... names) {
    return OptionSpec.builder(names[0], rest(names))
        .paramLabel(label)
        .type(Integer.class)
        .description(description)
        .build();
  }

  /** An option that may be given several times. */
  public static OptionSpec values(String label, String description, String... names) {
    return OptionSpec.builder(names[0], rest(names))
        .paramLabel(label)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .description(description)
        .build();
  }

  /**
   * A word of the command line.
   *
   * @param arity {@code 1} when there must be one, {@code 0..1} or {@code 0..*} when not
   */
  public static PositionalParamSpec argument(
      int index, String label, String arity, String description) {
    return PositionalParamSpec.builder()
        .index(Integer.toString(index))
        .paramLabel(label)
        .arity(arity)
        .required(arity.startsWith("1"))
        .type(String.class)
        .description(description)
        .build();
  }

  public static boolean json(ParseResult arguments) {
    return is(arguments, JSON);
  }

  public static boolean is(ParseResult arguments, String flag) {
    return arguments.matchedOptionValue(flag, false);
  }

  /** Whether {@code --data} or {@code SLIPWAY_DATA} names an instance. */
  public static boolean namesInstance(ParseResult arguments) {
    return arguments.hasMatchedOption(DATA)
        || !System.getenv().getOrDefault("SLIPWAY_DATA", "").isEmpty();
  }

  /** The instance that {@code --data}, {@code SLIPWAY_DATA} or the default names. */
  public static InstanceDirectory instance(ParseResult arguments) {
    Path given = arguments.matchedOptionValue(DATA, null);
    return given == null ? InstanceDirectory.ofEnvironment() : new InstanceDirectory(given, false);
  }

  private static String[] rest(String... names) {
    return Arrays.copyOfRange(names, 1, names.length);
  }
}
