package dev.slipway.cli.standin;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Real tools with this process's own streams. */
final class Processes {
  private Processes() {}

  /**
   * Runs a tool with our streams and waits for it.
   *
   * @param input what it reads; empty for our own standard input
   * @return its exit code
   */
  static int run(Surroundings around, List<String> command, Optional<byte[]> input)
      throws IOException {
    around.console().out().flush();
    var builder = new ProcessBuilder(command).directory(around.directory().toFile()).inheritIO();
    builder.environment().clear();
    builder.environment().putAll(around.environment());
    if (input.isPresent()) {
      builder.redirectInput(ProcessBuilder.Redirect.PIPE);
    }
    Process process = builder.start();
    if (input.isPresent()) {
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.get());
      } catch (IOException e) {
        // The tool closed its input early; whether that was wrong is for its exit code to say.
        return exit(process);
      }
    }
    return exit(process);
  }

  private static int exit(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new SlipwayException("interrupted", e);
    }
  }
}
