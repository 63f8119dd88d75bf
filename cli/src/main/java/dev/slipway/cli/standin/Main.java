package dev.slipway.cli.standin;

import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.kustomize.KustomizeCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Starts the stand-in that the first argument names. */
public final class Main {
  /** The programs that can be stood in for. */
  public static final List<String> PROGRAMS =
      List.of(
          "docker",
          "gcloud",
          "kubectl",
          "kustomize",
          "docker-credential-gcloud",
          "gke-gcloud-auth-plugin");

  private Main() {}

  /** Exits as the tool would. */
  public static void main(String[] arguments) {
    var out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    var err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    int exit = run(arguments, Surroundings.ofProcess(new Console(out, err)));
    out.flush();
    System.exit(exit);
  }

  static int run(String[] arguments, Surroundings around) {
    String program = arguments.length == 0 ? "" : arguments[0];
    List<String> rest =
        Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
    try {
      return switch (program) {
        case "docker" -> new Docker(around).run(rest);
        case "gcloud" -> new Gcloud(around).run(rest);
        case "kubectl" -> new Kubectl(around).run(rest);
        case "kustomize" ->
            new KustomizeCommand(around.directory(), around.console().out(), around.console().err())
                .run(rest);
        case "docker-credential-gcloud" -> new CredentialHelper(around).run(rest);
        case "gke-gcloud-auth-plugin" -> new KubeCredential(around).run(rest);
        default -> throw new ToolFailure(127, "there is no stand-in for '" + program + "'");
      };
    } catch (ToolFailure e) {
      around.console().note(e.getMessage());
      return e.exit();
    } catch (InputException | SlipwayException e) {
      around.console().note(program + ": " + e.getMessage());
      return 1;
    } catch (IOException e) {
      around.console().note(program + ": " + e);
      return 1;
    }
  }
}
