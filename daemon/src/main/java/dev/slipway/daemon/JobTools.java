package dev.slipway.daemon;

import dev.slipway.base.SlipwayException;
import dev.slipway.runner.job.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private JobTools() {}

  /**
   * The stand-ins of a build.
   *
   * @param dist the build: its folder {@code cli} holds the command line's jars
   */
  static Toolbox toolbox(Path javaHome, Path dist) {
    try (Stream<Path> jars = Files.list(dist.resolve("cli"))) {
      List<Path> classPath = jars.filter(jar -> jar.toString().endsWith(".jar")).sorted().toList();
      if (classPath.isEmpty()) {
        throw new SlipwayException("there is no build in " + dist + "; run ./slipway");
      }
      return new Toolbox(
          javaHome,
          classPath,
          MAIN,
          PROGRAMS,
          List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    } catch (IOException e) {
      throw new SlipwayException(
          "the programs for jobs are not in " + dist + ": " + e.getMessage() + "; run ./slipway",
          e);
    }
  }
}
