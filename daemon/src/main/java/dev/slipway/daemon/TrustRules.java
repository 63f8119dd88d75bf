package dev.slipway.daemon;

import dev.slipway.identity.user.Users;
import dev.slipway.runner.JobDescriptor.Trust;
import java.util.Optional;

/**
 * Whose repositories' code this instance trusts with its machine and its cluster: those of the
 * administrator. What users have below their own names is code of anybody.
 */
record TrustRules(Users users) {
  /**
   * The trust in a repository's own code.
   *
   * @param repository {@code OWNER/NAME}
   */
  Trust of(String repository) {
    String owner = repository.substring(0, Math.max(0, repository.indexOf('/')));
    return isUser(owner) ? Trust.FORK : Trust.TRUSTED;
  }

  private boolean isUser(String owner) {
    Optional<Users.User> user = users.find(owner);
    return user.isPresent();
  }
}
