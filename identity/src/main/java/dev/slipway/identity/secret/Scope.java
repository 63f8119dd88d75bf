package dev.slipway.identity.secret;

import java.util.Locale;
import java.util.Optional;

/**
 * Whose secrets and variables.
 *
 * @param repository {@code OWNER/NAME}
 * @param environment one of its environments, in lower case: their names are the same in any case;
 *     empty for the repository itself
 */
public record Scope(String repository, Optional<String> environment) {
  public Scope {
    environment = environment.map(name -> name.toLowerCase(Locale.ROOT));
  }

  public static Scope of(String repository) {
    return new Scope(repository, Optional.empty());
  }

  /** The resource that permissions name. */
  public String resource() {
    return "repositories/" + repository + environment.map(e -> "/environments/" + e).orElse("");
  }
}
