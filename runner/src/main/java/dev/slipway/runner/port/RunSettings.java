package dev.slipway.runner.port;

import java.util.Map;
import java.util.Optional;

/** Secrets and variables that workflows of a repository may read. */
public interface RunSettings {
  /** The secrets, by name; those of the environment hide the repository's. */
  Map<String, String> secrets(String repository, Optional<String> environment);

  /** The variables, by name; those of the environment hide the repository's. */
  Map<String, String> variables(String repository, Optional<String> environment);
}
