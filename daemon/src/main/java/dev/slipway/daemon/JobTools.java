package dev.slipway.daemon;

import dev.slipway.base.SlipwayException;
import dev.slipway.runner.job.JobLayout;
import dev.slipway.runner.job.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The programs that jobs find in place of docker, gcloud, kubectl and kustomize. */
final class JobTools {
  private static final String MAIN = "dev.slipway.cli.standin.Main";

  /** As {@code dev.slipway.cli.standin.Main} knows them; a test compares the two. */
  static final List<String> PROGRAMS =
      List.of(
          "docker",
          "gcloud",
          "kubectl",
          "kustomize",
          "docker-credential-gcloud",
          "gke-gcloud-auth-plugin");

  private static final String CACHE = "standin.aot";

  private JobTools() {}

  /**
   * The stand-ins of a build.
   *
   * @param dist the build: its folder {@code cli} holds the command line's jars
   */
  static Toolbox toolbox(Path javaHome, Path dist) {
    Path library = dist.resolve("cli");
    try (Stream<Path> files = Files.list(library)) {
      List<String> jars =
          files
              .map(f -> f.getFileName().toString())
              .filter(f -> f.endsWith(".jar"))
              .sorted()
              .toList();
      if (jars.isEmpty()) {
        throw new SlipwayException("there is no build in " + dist + "; run ./slipway");
      }
      return new Toolbox(javaHome, library, jars, MAIN, PROGRAMS, options(library));
    } catch (IOException e) {
      throw new SlipwayException(
          "the programs for jobs are not in " + dist + ": " + e.getMessage() + "; run ./slipway",
          e);
    }
  }

  /** A build comes with what Java recorded about these jars: a start takes a third of the time. */
  private static List<String> options(Path library) {
    var options =
        new ArrayList<>(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    if (Files.exists(library.resolve(CACHE))) {
      options.add("-XX:AOTCache=" + JobLayout.LIBRARY.resolve(CACHE));
    }
    return options;
  }
}
