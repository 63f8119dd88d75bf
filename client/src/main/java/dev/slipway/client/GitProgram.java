package dev.slipway.client;

import dev.slipway.base.Command;
import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The user's {@code git}, in one directory, with the rights of an instance's administrator.
 *
 * <p>The token travels in the environment: an argument list is visible to everyone on the machine.
 *
 * @param directory where git runs
 * @param environment variables beside the process's own
 */
public record GitProgram(Path directory, Map<String, String> environment) {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  public GitProgram {
    environment = Map.copyOf(environment);
  }

  public static GitProgram in(Path directory) {
    if (!Command.exists("git")) {
      throw new SlipwayException("git is not installed; apt-get install git");
    }
    return new GitProgram(directory, Map.of());
  }

  /** With the instance's own credentials for addresses below {@code url}. */
  public GitProgram withToken(String url, String token) {
    return with("GIT_CONFIG_COUNT", "1")
        .with("GIT_CONFIG_KEY_0", "http." + url + "/.extraHeader")
        .with("GIT_CONFIG_VALUE_0", "Authorization: Bearer " + token)
        .with("GIT_TERMINAL_PROMPT", "0");
  }

  public GitProgram with(String variable, String value) {
    var changed = new LinkedHashMap<>(environment);
    changed.put(variable, value);
    return new GitProgram(directory, changed);
  }

  /** Runs git to its end. */
  public Command.Result run(String... arguments) {
    return run(List.of(arguments));
  }

  public Command.Result run(List<String> arguments) {
    var words = new ArrayList<>(List.of("git"));
    words.addAll(arguments);
    var command = Command.of(words).withDirectory(directory).withLimit(PATIENCE);
    for (var variable : environment.entrySet()) {
      command = command.withEnvironment(variable.getKey(), variable.getValue());
    }
    return command.run();
  }

  /** What git prints, without the last line's end. */
  public String ask(String purpose, String... arguments) {
    return run(arguments).orThrow(purpose).stdout().strip();
  }

  /** Without the environment, which may hold a token. */
  @Override
  public String toString() {
    return "git in " + directory;
  }

  /** The directory as git sees it: symbolic links resolved. */
  public static Path real(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      throw new SlipwayException(directory + " cannot be read: " + e.getMessage(), e);
    }
  }
}
