package dev.slipway.cli.standin;

import dev.slipway.cli.command.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * What a stand-in finds around itself.
 *
 * @param environment the variables
 * @param directory where it was started
 */
record Surroundings(
    Map<String, String> environment,
    Path directory,
    InputStream input,
    Console console,
    Clock clock) {

  static Surroundings ofProcess(Console console) {
    return new Surroundings(
        System.getenv(), Path.of("").toAbsolutePath(), System.in, console, Clock.systemUTC());
  }

  /** A variable; empty when it is not set or empty. */
  Optional<String> variable(String name) {
    String value = environment.getOrDefault(name, "");
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  Path home() {
    return Path.of(variable("HOME").orElseGet(() -> System.getProperty("user.home")));
  }

  /** A program on the PATH that is no stand-in of ours. */
  Optional<Path> realProgram(String name) {
    // Whoever starts us says where we are.
    Path own = Path.of(variable("SLIPWAY_STANDINS").orElse("/opt/slipway/bin"), name);
    for (String entry : environment.getOrDefault("PATH", "").split(":")) {
      Path candidate = directory.resolve(entry).resolve(name);
      if (Files.isExecutable(candidate)
          && !Files.isDirectory(candidate)
          && !isSame(candidate, own)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** Whatever name the PATH has for its directory: one that started itself would never end. */
  private static boolean isSame(Path candidate, Path own) {
    try {
      return Files.isSameFile(candidate, own);
    } catch (IOException e) {
      return false;
    }
  }
}
