package dev.slipway.cli.standin;

import dev.slipway.kustomize.BuildOptions;
import dev.slipway.kustomize.Kustomize;
import dev.slipway.kustomize.KustomizeCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code kubectl}: renders {@code -k DIR} and {@code kustomize DIR} itself, as old releases carry a
 * kustomize that is too old, and leaves everything else to the real one.
 */
final class Kubectl {
  private static final Set<String> RENDERING =
      Set.of("apply", "create", "replace", "delete", "diff", "get");

  private static final String KUSTOMIZE = "kustomize";

  private final Surroundings around;

  Kubectl(Surroundings around) {
    this.around = around;
  }

  int run(List<String> arguments) throws IOException {
    if (!arguments.isEmpty() && arguments.getFirst().equals(KUSTOMIZE)) {
      return kustomize(arguments.subList(1, arguments.size()));
    }
    Path real =
        around
            .realProgram("kubectl")
            .orElseThrow(() ->
                new ToolFailure(
                    127,
                    "kubectl: not found on the PATH; install the Debian package kubernetes-client"
                        + " on the host"));
    var command = new ArrayList<String>();
    command.add(real.toString());
    Rewritten rewritten = rewrite(arguments);
    command.addAll(rewritten.arguments);
    return Processes.run(around, command, rewritten.input);
  }

  /** {@code kubectl kustomize} is {@code kustomize build} under another name. */
  private int kustomize(List<String> rest) {
    var words = new ArrayList<String>(List.of("build"));
    words.addAll(rest);
    return new KustomizeCommand(around.directory(), around.console().out(), around.console().err())
        .run(words);
  }

  /**
   * A command line for the real kubectl.
   *
   * @param input what it reads; empty for our own standard input
   */
  private record Rewritten(List<String> arguments, Optional<byte[]> input) {}

  private Rewritten rewrite(List<String> arguments) {
    Optional<String> verb = arguments.stream().filter(a -> !a.startsWith("-")).findFirst();
    int end = arguments.contains("--") ? arguments.indexOf("--") : arguments.size();
    boolean rendering = arguments.subList(0, end).stream().anyMatch(RENDERING::contains);
    if (verb.isEmpty() || !rendering) {
      return new Rewritten(arguments, Optional.empty());
    }
    var changed = new ArrayList<String>();
    Optional<byte[]> input = Optional.empty();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      Optional<String> directory = joined(argument);
      if (i < end && directory.isEmpty() && isOption(argument) && i + 1 < arguments.size()) {
        directory = Optional.of(arguments.get(++i));
      }
      if (i < end && directory.isPresent()) {
        input = Optional.of(render(directory.get()));
        changed.addAll(List.of("-f", "-"));
      } else {
        changed.add(argument);
      }
    }
    return new Rewritten(changed, input);
  }

  private static boolean isOption(String argument) {
    return argument.equals("-k") || argument.equals("--kustomize");
  }

  /** The directory of {@code --kustomize=DIR}, {@code -k=DIR} and {@code -kDIR}. */
  private static Optional<String> joined(String argument) {
    if (argument.startsWith("--kustomize=")) {
      return Optional.of(argument.substring("--kustomize=".length()));
    }
    if (argument.startsWith("-k") && argument.length() > 2) {
      return Optional.of(argument.substring(2).replaceFirst("^=", ""));
    }
    return Optional.empty();
  }

  private byte[] render(String directory) {
    return Kustomize.build(around.directory(), directory, BuildOptions.TOOL)
        .yaml()
        .getBytes(StandardCharsets.UTF_8);
  }
}
