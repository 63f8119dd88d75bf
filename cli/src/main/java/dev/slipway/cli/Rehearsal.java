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
      int built = kustomize.run(List.of("build", ".")) + kustomize.run(List.of("build", "old"));
      if (edited + built + ask(directory.resolve("instance"), console) != 0) {
        throw new IllegalStateException("a command of the rehearsal failed");
      }
    } finally {
      delete(directory);
    }
  }

  /** The sum of the exit codes of commands that ask an instance. */
  private static int ask(Path data, Console console) throws IOException {
    int codes = 0;
    try (var _ = RehearsalInstance.start(data)) {
      for (String command : List.of("status", "up", "images", "runs")) {
        codes += Main.run(new String[] {command, "--data", data.toString()}, console);
        codes += Main.run(new String[] {command, "--json", "--data", data.toString()}, console);
      }
    }
    return codes;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
