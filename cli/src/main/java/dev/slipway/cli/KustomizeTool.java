package dev.slipway.cli;

import dev.slipway.cli.command.Console;
import dev.slipway.kustomize.KustomizeCommand;
import java.nio.file.Path;
import java.util.List;

/** {@code slipway kustomize …}: the kustomize tool's own arguments, streams and exit codes. */
final class KustomizeTool {
  private KustomizeTool() {}

  static int run(String[] arguments, Console console) {
    return new KustomizeCommand(Path.of("").toAbsolutePath(), console.out(), console.err())
        .run(List.of(arguments));
  }
}
