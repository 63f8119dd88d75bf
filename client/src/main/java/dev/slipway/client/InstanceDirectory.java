package dev.slipway.client;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * An instance's data directory, as far as the command line reads it.
 *
 * @param path the directory
 * @param isDefault whether it is the machine's default instance
 */
public record InstanceDirectory(Path path, boolean isDefault) {
  private static final Path SYSTEM = Path.of("/var/lib/slipway");

  public InstanceDirectory {
    path = path.toAbsolutePath().normalize();
    isDefault = isDefault || path.equals(SYSTEM);
  }

  public static InstanceDirectory ofEnvironment() {
    String given = System.getenv("SLIPWAY_DATA");
    return given == null || given.isEmpty()
        ? new InstanceDirectory(SYSTEM, true)
        : new InstanceDirectory(Path.of(given), false);
  }

  public Path log() {
    return path.resolve("logs/daemon.log");
  }

  public Path kubeconfig() {
    return path.resolve("kubeconfig");
  }

  /**
   * What the running process says of itself; empty when none is ready. The file outlives a process
   * that was killed.
   */
  public Optional<JsonNode> ready() {
    Path file = path.resolve("run/daemon.json");
    try {
      JsonNode ready = Json.parse(Files.readAllBytes(file), file.toString());
      return RunningProcess.of(ready).isAlive() ? Optional.of(ready) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new SlipwayException("could not read " + file + ": " + e + "; are you root?", e);
    }
  }

  /** The token of {@code SLIPWAY_TOKEN}, with which a user acts; the administrator's otherwise. */
  public String token() {
    String given = System.getenv().getOrDefault("SLIPWAY_TOKEN", "");
    return given.isBlank() ? administratorToken() : given.strip();
  }

  public String administratorToken() {
    Path file = path.resolve("admin.token");
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new SlipwayException(
          "could not read the administrator's token " + file + ": " + e + "; are you its owner?",
          e);
    }
  }
}
