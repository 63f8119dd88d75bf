package dev.slipway.identity.federation;

import dev.slipway.base.Json;
import dev.slipway.http.HttpException;
import dev.slipway.http.Principal;
import dev.slipway.identity.AccessTokens;
import dev.slipway.identity.AuditTrail;
import dev.slipway.identity.iam.ServiceAccount;
import dev.slipway.identity.job.JobTokens;
import dev.slipway.identity.oidc.Issuer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Tokens of service accounts for those who may act as them. Whoever calls has asked the authoriser.
 *
 * <p>What is known of the caller stays with the token: a job's commit is known wherever the account
 * acts for it, and the token ends with the job.
 */
public final class Impersonation {
  /** The longest life of an access token. */
  public static final Duration LONGEST = Duration.ofHours(1);

  /** Whether an ID token names the account's address. */
  public enum EmailClaim {
    INCLUDED,
    LEFT_OUT
  }

  private static final Duration ID_TOKEN_LIFE = Duration.ofMinutes(5);

  private final AccessTokens tokens;
  private final JobTokens jobs;
  private final Issuer issuer;
  private final AuditTrail audit;
  private final Clock clock;

  public Impersonation(
      AccessTokens tokens, JobTokens jobs, Issuer issuer, AuditTrail audit, Clock clock) {
    this.tokens = tokens;
    this.jobs = jobs;
    this.issuer = issuer;
    this.audit = audit;
    this.clock = clock;
  }

  /** An access token of the account. */
  public AccessTokens.Issued accessToken(Principal caller, ServiceAccount account, Duration life) {
    var principal = new Principal(account.member(), Set.of(), caller.attributes());
    var issued = tokens.issue(principal, "GenerateAccessToken", life);
    caller
        .attribute(AccessTokens.SESSION)
        .filter(session -> !jobs.runs(session))
        .ifPresent(session -> {
          tokens.revoke(issued.token());
          throw new HttpException(401, "the job has ended");
        });
    record("GenerateAccessToken", "iam.serviceAccounts.getAccessToken", caller, account);
    return issued;
  }

  /** An ID token of the account, for services elsewhere; it cannot be exchanged here. */
  public String idToken(
      Principal caller, ServiceAccount account, String audience, EmailClaim email) {
    Instant now = clock.instant();
    var claims =
        Json.MAPPER
            .createObjectNode()
            .put("iss", issuer.url())
            .put("sub", account.uniqueId())
            .put("azp", account.uniqueId())
            .put("aud", audience)
            .put("jti", UUID.randomUUID().toString())
            .put("iat", now.getEpochSecond())
            .put("exp", now.plus(ID_TOKEN_LIFE).getEpochSecond());
    if (email == EmailClaim.INCLUDED) {
      claims.put("email", account.email()).put("email_verified", true);
    }
    record("GenerateIdToken", "iam.serviceAccounts.getOpenIdToken", caller, account);
    return issuer.sign(claims);
  }

  private void record(String method, String permission, Principal caller, ServiceAccount account) {
    audit.append(
        new AuditTrail.Entry(
            "identity.impersonation",
            method,
            account.resource(),
            new Principal(account.member(), Set.of(), caller.attributes()),
            List.of(caller.name()),
            Optional.of(permission),
            AuditTrail.Outcome.GRANTED,
            caller.name() + " acts as " + account.email()));
  }
}
