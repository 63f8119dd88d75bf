package dev.slipway.daemon;

import dev.slipway.base.SlipwayException;
import dev.slipway.runner.job.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

  /** A build comes with what Java recorded about these jars: a start takes a third of the time. */
  private static final String RECORD = "standin.aot";

  /**
   * For programs that end before a compiler has paid off. To compile at once whatever was compiled
   * when the record was made costs a seventh of a start; a Java that does not do that does not know
   * the option.
   */
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-AOTReplayTraining");

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
      Optional<String> record = Optional.of(RECORD).filter(r -> Files.exists(library.resolve(r)));
      return new Toolbox(javaHome, library, jars, MAIN, PROGRAMS, OPTIONS, record);
    } catch (IOException e) {
      throw new SlipwayException(
          "the programs for jobs are not in " + dist + ": " + e.getMessage() + "; run ./slipway",
          e);
    }
  }
}
