package dev.slipway.cli.build;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code slipway build DIR}: builds an image from a Dockerfile, as {@code docker build} does. */
public final class Build implements Subcommand {
  @Override
  public String name() {
    return "build";
  }

  @Override
  public CommandSpec spec() {
    return BuildOptions.addTo(
        Options.command(name(), "Build an image from the Dockerfile in a directory.")
            .addPositional(Options.argument(0, "DIR", "1", "the build context")));
  }

  private static Path context(String named) {
    if (named.equals("-") || named.matches("[a-z][a-z0-9+.-]*://.*|git@.*")) {
      throw new InputException(
          Position.of("build " + named),
          "this context cannot be read here",
          "fetch or unpack it, and name the folder");
    }
    Path context = Path.of(named).toAbsolutePath().normalize();
    if (!Files.isDirectory(context)) {
      throw new SlipwayException(
          context + " is not a directory; name the folder that holds the Dockerfile");
    }
    return context;
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    BuildOptions.refuse(arguments);
    Path context = context(arguments.matchedPositionalValue(0, "."));
    boolean json = Options.json(arguments);
    boolean quiet = Options.is(arguments, "--quiet");
    boolean terminal =
        Optional.ofNullable(System.console()).filter(c -> c.isTerminal()).isPresent();
    String kind = quiet || json ? "quiet" : arguments.matchedOptionValue("--progress", "auto");
    var outcome = new BuildOutcome();
    try (var view = ProgressView.of(kind, terminal, System.getenv(), console)) {
      ApiClient.of(Options.instance(arguments)).stream(
          "POST",
          "/api/v1/builds",
          BuildOptions.order(context, arguments).put("progress", view.wanted()),
          line -> outcome.hear(Json.MAPPER.readTree(line), view));
    }
    outcome.writeTo(file(arguments, "--iidfile"), file(arguments, "--metadata-file"));
    return outcome.report(json, quiet, console);
  }

  private static Optional<Path> file(ParseResult arguments, String option) {
    return Optional.ofNullable(arguments.<String>matchedOptionValue(option, null)).map(Path::of);
  }
}
