package dev.slipway.registry;

import dev.slipway.http.Principal;
import java.time.Instant;
import java.util.List;

/** Hands out the bearer tokens that clients use after they have logged in. */
@FunctionalInterface
public interface RegistryTokens {
  /**
   * A token with which requests are made in the name of {@code principal}.
   *
   * @param granted what it was asked for and the principal may do; every use is authorised again
   */
  Issued issue(Principal principal, List<RegistryScope> granted);

  /** A token with its end; it prints without its value. */
  record Issued(String token, Instant expires) {
    @Override
    public String toString() {
      return "Issued[until " + expires + "]";
    }
  }
}
