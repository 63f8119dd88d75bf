package dev.slipway.kustomize;

import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.kustomize.config.NearMiss;
import dev.slipway.kustomize.edit.Arguments;
import dev.slipway.kustomize.edit.CreateCommand;
import dev.slipway.kustomize.edit.EditCommand;
import dev.slipway.kustomize.edit.UsageException;
import dev.slipway.kustomize.generate.HelmProgram;
import dev.slipway.kustomize.generate.HelmProgram.Verbosity;
import dev.slipway.kustomize.load.LoadRestriction;
import dev.slipway.kustomize.load.RemoteAccess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * The kustomize program: its arguments, streams and exit codes.
 *
 * <p>Objects go to the output stream, warnings and errors to the error stream; 0 is success, 1 is
 * any failure.
 */
public final class KustomizeCommand {
  /** The version whose behaviour this is. */
  public static final String VERSION = "v5.5.0";

  private static final Set<String> BUILD_VALUED =
      Set.of(
          "--load-restrictor",
          "--output",
          "-o",
          "--env",
          "-e",
          "--helm-command",
          "--mount",
          "--network-name",
          "--helm-api-versions",
          "--helm-kube-version");
  private static final Set<String> BUILD_FLAGS =
      Set.of(
          "--enable-helm",
          "--enable-alpha-plugins",
          "--enable-exec",
          "--network",
          "--as-current-user",
          "--enable-managedby-label",
          "--enable-star",
          "--helm-debug");
  private static final Set<String> HELP = Set.of("--help", "-h");
  private static final List<String> COMMANDS =
      List.of("build", "create", "edit", "help", "init", "version");
  private static final Set<String> PROGRAMS =
      Set.of("--enable-alpha-plugins", "--enable-exec", "--enable-star", "--network");
  private static final String USAGE =
      """
      Usage:
        kustomize build [DIR] [--output FILE] [--load-restrictor LoadRestrictionsNone] [--enable-helm]
        kustomize edit add {resource|component|patch|configmap|secret|label|annotation|...} ...
        kustomize edit remove {resource|patch|configmap|secret|label|annotation|...} ...
        kustomize edit set {image|namespace|nameprefix|namesuffix|replicas|label|annotation|...} ...
        kustomize edit fix [--vars]
        kustomize create [--autodetect] [--recursive] [--resources FILES] ...
        kustomize version
      """;

  private final Path directory;
  private final PrintStream out;
  private final PrintStream err;

  /** A program started in {@code directory}. */
  public KustomizeCommand(Path directory, PrintStream out, PrintStream err) {
    this.directory = directory;
    this.out = out;
    this.err = err;
  }

  /** Runs the program; the answer is its exit code. */
  public int run(List<String> arguments) {
    try {
      boolean help = arguments.stream().takeWhile(a -> !a.equals("--")).anyMatch(HELP::contains);
      if (arguments.isEmpty() || arguments.getFirst().equals("help") || help) {
        out.print(USAGE);
        return 0;
      }
      dispatch(arguments.getFirst(), arguments.subList(1, arguments.size()));
      return 0;
    } catch (UsageException | InputException | SlipwayException e) {
      err.println("Error: " + e.getMessage());
      return 1;
    } catch (IOException e) {
      err.println("Error: cannot read or write " + e.getMessage());
      return 1;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private void dispatch(String command, List<String> arguments) throws IOException {
    switch (command) {
      case "build" -> build(arguments);
      case "edit" -> new EditCommand(directory, out::println, err::println).run(arguments);
      case "create", "init" -> new CreateCommand(directory).run(arguments);
      case "version" -> out.println(VERSION);
      case "cfg", "completion", "fn", "localize" ->
          throw new UsageException("kustomize " + command + " is not supported here");
      default ->
          throw new UsageException(
              "unknown command \""
                  + command
                  + "\" for \"kustomize\"\n"
                  + NearMiss.hint(command, COMMANDS)
                  + "\nRun 'kustomize --help' for usage.");
    }
  }

  private void build(List<String> arguments) throws IOException {
    Arguments parsed = Arguments.parse(arguments, BUILD_VALUED, BUILD_FLAGS);
    if (parsed.positional().size() > 1) {
      throw new UsageException("specify one path to kustomization.yaml");
    }
    String argument = parsed.positional().isEmpty() ? "." : parsed.positional().getFirst();
    for (String option : PROGRAMS) {
      if (parsed.flag(option)) {
        err.println(
            "Warning: " + option + " has no effect: plugins that are programs are not run.");
      }
    }
    var options = new BuildOptions(restriction(parsed), RemoteAccess.ALLOWED, helm(parsed));
    Rendered rendered = Kustomize.build(directory, argument, options);
    if (parsed.flag("--enable-managedby-label")) {
      rendered = rendered.managed();
    }
    rendered.warnings().forEach(err::println);
    String output = parsed.last("--output").or(() -> parsed.last("-o")).orElse("");
    if (output.isEmpty()) {
      out.write(rendered.yaml().getBytes(StandardCharsets.UTF_8));
      return;
    }
    write(directory.resolve(output), rendered);
  }

  private static Optional<HelmProgram> helm(Arguments parsed) {
    if (!parsed.flag("--enable-helm")) {
      return Optional.empty();
    }
    return Optional.of(
        new HelmProgram(
            parsed.last("--helm-command").orElse("helm"),
            parsed.all("--helm-api-versions"),
            parsed.last("--helm-kube-version").orElse(""),
            parsed.flag("--helm-debug") ? Verbosity.DEBUG : Verbosity.USUAL));
  }

  /** One file, or one file per object when {@code target} is a directory. */
  private static void write(Path target, Rendered rendered) throws IOException {
    if (!Files.isDirectory(target)) {
      Files.writeString(target, rendered.yaml());
      return;
    }
    for (ObjectNode tree : rendered.trees()) {
      var single = new Rendered(List.of(tree), List.of());
      Files.writeString(target.resolve(FileNames.of(tree)), single.yaml());
    }
  }

  private static LoadRestriction restriction(Arguments parsed) {
    return switch (parsed.last("--load-restrictor").orElse("LoadRestrictionsRootOnly")) {
      case "LoadRestrictionsRootOnly" -> LoadRestriction.ROOT_ONLY;
      case "LoadRestrictionsNone" -> LoadRestriction.NONE;
      default ->
          throw new UsageException(
              "illegal flag value --load-restrictor "
                  + parsed.last("--load-restrictor").orElse("")
                  + "; legal values: [LoadRestrictionsRootOnly LoadRestrictionsNone]");
    };
  }
}
