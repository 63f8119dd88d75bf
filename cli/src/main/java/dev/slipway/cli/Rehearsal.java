package dev.slipway.cli;

import dev.slipway.cli.command.Console;
import dev.slipway.kustomize.KustomizeCommand;
import dev.slipway.kustomize.RehearsalOverlay;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Does what people do most at the command line, in a directory of its own and with nobody to talk
 * to, while Java records what it loads.
 */
public final class Rehearsal {
  private Rehearsal() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createTempDirectory("slipway-rehearsal");
    try {
      var silence = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
      var console = new Console(silence, silence);
      RehearsalOverlay.write(directory);
      var kustomize = new KustomizeCommand(directory, silence, silence);
      int edited = kustomize.run(List.of("edit", "set", "image", "a=c:d"));
      int built = kustomize.run(List.of("build", "."));
      String[] status = {"status", "--json", "--data", directory.toString()};
      int _ = Main.run(status, console);
      if (edited + built != 0) {
        throw new IllegalStateException("the overlay of the rehearsal does not build");
      }
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
