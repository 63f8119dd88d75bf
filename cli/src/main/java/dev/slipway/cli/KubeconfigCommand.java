package dev.slipway.cli;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import java.io.IOException;
import java.nio.file.Files;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code slipway kubeconfig}: the file that makes kubectl speak to this instance. */
final class KubeconfigCommand implements Subcommand {
  @Override
  public String name() {
    return "kubeconfig";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(),
            "Print the kubeconfig, or with --path where it is:"
                + " export KUBECONFIG=$(slipway kubeconfig --path)")
        .addOption(Options.flag("print the file's name", "--path"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var file = Options.instance(arguments).kubeconfig();
    try {
      String text = Files.readString(file);
      if (Options.json(arguments)) {
        console.json(
            Json.MAPPER.createObjectNode().put("kubeconfig", file.toString()).put("content", text));
      } else {
        console.print(Options.is(arguments, "--path") ? file.toString() : text.strip());
      }
      return 0;
    } catch (IOException e) {
      throw new SlipwayException(
          "there is no readable kubeconfig at " + file + "; start Slipway with 'slipway up'", e);
    }
  }
}
