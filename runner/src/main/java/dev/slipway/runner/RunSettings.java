package dev.slipway.runner;

import java.util.Map;
import java.util.Optional;

/** What a repository's administrators have set for its workflows. */
public interface RunSettings {
  /** The secrets of a repository, those of the environment over those of the repository. */
  Map<String, String> secrets(String repository, Optional<String> environment);

  /** The variables of a repository, those of the environment over those of the repository. */
  Map<String, String> variables(String repository, Optional<String> environment);
}
