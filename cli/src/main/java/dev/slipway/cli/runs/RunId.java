package dev.slipway.cli.runs;

import dev.slipway.cli.command.Options;
import picocli.CommandLine;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The argument that names a run: its number, or {@code run/NUMBER} as {@code logs} writes it. */
final class RunId {
  private RunId() {}

  static PositionalParamSpec argument() {
    return Options.argument(0, "RUN", "1", "the run, as 'slipway runs' numbers it");
  }

  static String of(ParseResult arguments) {
    String given = arguments.matchedPositionalValue(0, "");
    String id = given.startsWith("run/") ? given.substring("run/".length()) : given;
    if (!id.matches("[0-9]{1,18}")) {
      throw new CommandLine.ParameterException(
          arguments.commandSpec().commandLine(),
          "\"" + given + "\" is not the number of a run; 'slipway runs' lists them");
    }
    return id;
  }
}
