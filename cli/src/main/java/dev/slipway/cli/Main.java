package dev.slipway.cli;

import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.cli.build.Bases;
import dev.slipway.cli.build.Build;
import dev.slipway.cli.build.CleanCache;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.cli.delivery.DeliveryCommands;
import dev.slipway.cli.demo.Demo;
import dev.slipway.cli.doctor.Doctor;
import dev.slipway.cli.registry.RegistryCommands;
import dev.slipway.cli.runs.RunCommands;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The {@code slipway} command. */
public final class Main {
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  /** Whoever reads, such as {@code head}, has what they wanted: nothing to complain about. */
  private static final String NO_READER = "Broken pipe";

  private static List<Subcommand> subcommands() {
    List<Subcommand> own =
        List.of(
            new Demo(),
            new Up(),
            new Down(),
            new Status(),
            new Doctor(),
            new Build(),
            Bases.list(),
            Bases.update(),
            new CleanCache(),
            new Images(),
            new Push(),
            new GitCredential(),
            new PushImage(),
            new RegistryToken(),
            Setting.secret(),
            Setting.variable(),
            new Labels(),
            new User(),
            new KubeconfigCommand(),
            new Logs(),
            new PullRequests());
    return Stream.of(own, RegistryCommands.all(), RunCommands.all(), DeliveryCommands.all())
        .flatMap(List::stream)
        .toList();
  }

  private Main() {}

  /** Exits with 0 when done, 1 when it failed, 2 when the command line was wrong. */
  public static void main(String[] arguments) {
    var standard = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    var out = new PrintStream(standard, false, StandardCharsets.UTF_8);
    var err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    int answer = run(arguments, new Console(out, err));
    out.flush();
    Optional<IOException> lost =
        standard.failure().filter(e -> !String.valueOf(e.getMessage()).contains(NO_READER));
    lost.ifPresent(e -> err.println("slipway: the output could not be written: " + e.getMessage()));
    int exit = answer == 0 && lost.isPresent() ? FAILED : answer;
    if (exit != 0 || !isKustomize(arguments)) {
      System.exit(exit);
    }
    // Nothing of kustomize runs on, and an explicit exit would load Java's logging.
  }

  static int run(String[] arguments, Console console) {
    if (isKustomize(arguments)) {
      return KustomizeTool.run(Arrays.copyOfRange(arguments, 1, arguments.length), console);
    }
    var byName = new LinkedHashMap<String, Subcommand>();
    subcommands().forEach(subcommand -> byName.put(subcommand.name(), subcommand));
    var line = new CommandLine(root());
    Optional<Subcommand> meant = Arrays.stream(arguments).findFirst().map(byName::get);
    meant
        .map(List::of)
        .orElse(List.copyOf(byName.values()))
        .forEach(subcommand -> line.addSubcommand(subcommand.name(), subcommand.spec()));
    return run(line, byName, arguments, console);
  }

  private static boolean isKustomize(String[] arguments) {
    return arguments.length > 0 && arguments[0].equals("kustomize");
  }

  private static CommandSpec root() {
    var spec = CommandSpec.create().name("slipway");
    spec.usageMessage()
        .description("From git push to running containers, and back.")
        .abbreviateSynopsis(true)
        .footer(
            "",
            "  kustomize    Build and edit kustomizations, as the kustomize tool does.",
            "  test         Run all tests (in a checkout).",
            "",
            "'slipway COMMAND --help' says more about a command.");
    spec.version("slipway " + version());
    return spec.addOption(
            OptionSpec.builder("-h", "--help").usageHelp(true).description("this text").build())
        .addOption(
            OptionSpec.builder("--version").versionHelp(true).description("its version").build());
  }

  /** From the jar's manifest; classes that were never packaged have none. */
  private static String version() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }

  private static int run(
      CommandLine line, Map<String, Subcommand> byName, String[] arguments, Console console) {
    try {
      var parsed = line.parseArgs(arguments);
      for (CommandLine command : parsed.asCommandLineList()) {
        if (command.isUsageHelpRequested()) {
          command.usage(console.out());
          return 0;
        }
      }
      if (line.isVersionHelpRequested()) {
        line.printVersionHelp(console.out());
        return 0;
      }
      if (!parsed.hasSubcommand()) {
        line.usage(console.err());
        return MISUSED;
      }
      var chosen = parsed.subcommand();
      Subcommand subcommand = byName.get(chosen.commandSpec().name());
      if (subcommand == null) {
        throw new IllegalStateException("no such subcommand: " + chosen.commandSpec().name());
      }
      return subcommand.run(chosen, console);
    } catch (CommandLine.ParameterException e) {
      console.note("slipway: " + e.getMessage());
      CommandLine.UnmatchedArgumentException.printSuggestions(e, console.err());
      console.note("'" + name(e) + " --help' lists what there is.");
      return MISUSED;
    } catch (InputException | SlipwayException e) {
      console.note("slipway: " + e.getMessage());
      return FAILED;
    }
  }

  private static String name(CommandLine.ParameterException e) {
    return e.getCommandLine().getCommandSpec().qualifiedName(" ");
  }
}
