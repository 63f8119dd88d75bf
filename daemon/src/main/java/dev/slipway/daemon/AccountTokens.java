package dev.slipway.daemon;

import dev.slipway.http.Principal;
import dev.slipway.identity.AccessTokens;
import dev.slipway.kubernetes.api.ServiceAccountTokens;
import dev.slipway.manifest.ObjectName;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Tokens for the cluster's service accounts. A new account may do nothing until it is bound. */
final class AccountTokens implements ServiceAccountTokens {
  private final AccessTokens tokens;

  AccountTokens(AccessTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public Token mint(ObjectName account, List<String> audiences, long seconds) {
    var principal =
        new Principal(
            "system:serviceaccount:" + account.namespace() + ":" + account.name(),
            Set.of("system:serviceaccounts", "system:serviceaccounts:" + account.namespace()));
    var issued = tokens.issue(principal, "service account token", Duration.ofSeconds(seconds));
    return new Token(issued.token().value(), issued.expires());
  }
}
