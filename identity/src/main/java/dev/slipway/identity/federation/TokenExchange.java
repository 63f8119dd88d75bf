package dev.slipway.identity.federation;

import com.nimbusds.jose.jwk.JWKSet;
import dev.slipway.http.Principal;
import dev.slipway.identity.AccessTokens;
import dev.slipway.identity.AuditTrail;
import dev.slipway.identity.cel.CelExpression;
import dev.slipway.identity.cel.CelFinding;
import dev.slipway.identity.cel.CelValue;
import dev.slipway.identity.federation.ExchangeException.Code;
import dev.slipway.identity.iam.Projects;
import dev.slipway.identity.job.JobClaims;
import dev.slipway.identity.job.JobTokens;
import dev.slipway.identity.oidc.IdTokens;
import dev.slipway.identity.oidc.Issuer;
import dev.slipway.identity.oidc.KeySource;
import dev.slipway.identity.oidc.RemoteKeys;
import dev.slipway.identity.oidc.TokenRefused;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Exchanges an ID token for an access token of a pool's principal:
 *
 * <pre>
 * audience ─ provider ─ signature, issuer, audience, time ─ job still running ─ mapping ─ condition
 * </pre>
 */
public final class TokenExchange {
  private static final String WIDEN =
      " An administrator lets more branches, tags and events in by the attributeCondition of the"
          + " provider.";

  private static final Pattern AUDIENCE =
      Pattern.compile(
          "//iam\\.googleapis\\.com/projects/([^/]+)/locations/global/workloadIdentityPools/([^/]+)"
              + "/providers/([^/]+)");
  private static final Duration LONGEST = Duration.ofHours(1);

  /** Events whose jobs have the rights of the repository although others cause them. */
  private static final Set<String> INDIRECT =
      Set.of("pull_request_target", "workflow_run", "issue_comment");

  private final Pools pools;
  private final Projects projects;
  private final JobTokens jobs;
  private final Issuer issuer;
  private final IdTokens verifier;
  private final RemoteKeys remote;
  private final AccessTokens tokens;
  private final AuditTrail audit;
  private final Clock clock;

  public TokenExchange(
      Pools pools,
      Projects projects,
      JobTokens jobs,
      Issuer issuer,
      AccessTokens tokens,
      AuditTrail audit,
      Clock clock) {
    this.pools = pools;
    this.projects = projects;
    this.jobs = jobs;
    this.issuer = issuer;
    this.verifier = new IdTokens(clock);
    this.remote = new RemoteKeys(clock);
    this.tokens = tokens;
    this.audit = audit;
    this.clock = clock;
  }

  /** What is known about the holder of an ID token. */
  private record Proven(JsonNode claims, Optional<JobClaims> job) {}

  /**
   * Exchanges.
   *
   * @throws ExchangeException when it is refused
   */
  AccessTokens.Issued exchange(ExchangeRequest request) {
    var who = Principal.ANONYMOUS;
    try {
      var provider = provider(request.audience());
      var proven = prove(provider.provider(), request.subjectToken());
      who = outsider(proven);
      var principal = admit(provider, proven);
      var issued =
          tokens.issue(principal, "token exchange", life(proven.claims.path("exp").asLong()));
      requireRunning(proven, issued);
      record(request.audience(), principal, AuditTrail.Outcome.GRANTED, "the condition is true");
      return issued;
    } catch (ExchangeException e) {
      record(request.audience(), who, AuditTrail.Outcome.REFUSED, e.reason());
      throw e;
    }
  }

  private CompiledProvider provider(String audience) {
    var name = AUDIENCE.matcher(audience);
    if (!name.matches()) {
      throw new ExchangeException(
          Code.INVALID_REQUEST,
          "Invalid value for \"audience\". This value should be the full resource name of the"
              + " Identity Provider: //iam.googleapis.com/projects/NUMBER/locations/global"
              + "/workloadIdentityPools/POOL/providers/PROVIDER.");
    }
    return projects
        .find(name.group(1))
        .flatMap(p -> pools.usable(p.number(), name.group(2), name.group(3)))
        .orElseThrow(() ->
            new ExchangeException(
                Code.INVALID_TARGET,
                "The target service indicated by the \"audience\" parameters is invalid. This"
                    + " might either be because the pool or provider is disabled or deleted or"
                    + " because it doesn't exist."));
  }

  private Proven prove(Provider provider, String token) {
    JsonNode claims;
    try {
      claims = verifier.verify(token, provider.issuerUri(), provider.audiences(), keys(provider));
    } catch (TokenRefused e) {
      throw new ExchangeException(Code.INVALID_GRANT, String.valueOf(e.getMessage()));
    }
    if (!provider.issuerUri().equals(issuer.url())) {
      return new Proven(claims, Optional.empty());
    }
    var job = jobs.jobOf(claims.path("jti").asString(""));
    if (job.isEmpty()) {
      throw new ExchangeException(
          Code.INVALID_GRANT,
          "The job this token was made for has ended; its tokens are void with it.");
    }
    return new Proven(claims, job);
  }

  private KeySource keys(Provider provider) {
    if (provider.issuerUri().equals(issuer.url())) {
      return key -> Optional.ofNullable(issuer.published().getKeyByKeyId(key));
    }
    if (provider.jwks().isEmpty()) {
      return remote.of(provider.issuerUri());
    }
    try {
      var keys = JWKSet.parse(provider.jwks().get());
      return key -> Optional.ofNullable(keys.getKeyByKeyId(key));
    } catch (ParseException e) {
      throw new IllegalStateException("keys were checked when they were saved", e);
    }
  }

  private Principal admit(CompiledProvider provider, Proven proven) {
    var assertion = CelValue.of(proven.claims);
    var mapping = AttributeMapping.of(provider, assertion);
    provider
        .condition()
        .ifPresent(c -> requireTrue(provider, c, mapping.variables(assertion), proven));
    String event = proven.claims.path("event_name").asString("");
    if (INDIRECT.contains(event) && !provider.provider().attributeCondition().contains(event)) {
      throw rejected(
          provider,
          proven,
          "the event "
              + event
              + " runs with the repository's rights on what others wrote; the"
              + " condition must name it");
    }
    return principal(provider.provider(), mapping, proven);
  }

  private void requireTrue(
      CompiledProvider provider,
      CelExpression condition,
      Map<String, CelValue> variables,
      Proven proven) {
    if (!condition.accepts(variables)) {
      throw rejected(
          provider,
          proven,
          condition.explain(variables).stream()
              .filter(f -> !f.result().equals("true"))
              .map(CelFinding::toString)
              .collect(Collectors.joining("; ")));
    }
  }

  /** Only a job of the repository that the project belongs to hears what the condition is. */
  private ExchangeException rejected(CompiledProvider provider, Proven proven, String why) {
    String text = "The given credential is rejected by the attribute condition.";
    boolean own =
        projects
            .find(provider.provider().project())
            .flatMap(p -> p.repository())
            .filter(r -> proven.job.filter(j -> j.repository().id().equals(r.id())).isPresent())
            .isPresent();
    return new ExchangeException(
        Code.UNAUTHORIZED_CLIENT, own ? text + " " + why + "." + WIDEN : text, why);
  }

  private static Principal principal(Provider provider, AttributeMapping mapping, Proven proven) {
    String pool = Pool.name(provider.project(), provider.pool());
    String set = "principalSet://iam.googleapis.com/" + pool + "/";
    var groups = new HashSet<String>();
    groups.add(set + "*");
    mapping.groups().forEach(g -> groups.add(set + "group/" + g));
    mapping.attributes().forEach((n, v) -> groups.add(set + "attribute." + n + "/" + v));
    return new Principal(
        "principal://iam.googleapis.com/" + pool + "/subject/" + mapping.subject(),
        groups,
        proven.job.map(JobTokens::attributes).orElse(Map.of()));
  }

  private static Principal outsider(Proven proven) {
    return new Principal(
        proven.claims.path("sub").asString("unknown"),
        Set.of(),
        proven.job.map(JobTokens::attributes).orElse(Map.of()));
  }

  /** A federated token does not outlive the ID token. */
  private Duration life(long expires) {
    var left = Duration.between(clock.instant(), Instant.ofEpochSecond(expires));
    // Within the tolerated difference of clocks, there is a moment left to use it.
    var positive = left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left;
    return positive.compareTo(LONGEST) > 0 ? LONGEST : positive;
  }

  /** The job may have ended while the token was made, after all of its tokens were ended. */
  private void requireRunning(Proven proven, AccessTokens.Issued issued) {
    if (proven.job.filter(j -> !jobs.runs(j.session())).isPresent()) {
      tokens.revoke(issued.token());
      throw new ExchangeException(Code.INVALID_GRANT, "The job has ended.");
    }
  }

  private void record(String audience, Principal who, AuditTrail.Outcome outcome, String reason) {
    audit.append(
        new AuditTrail.Entry(
            outcome == AuditTrail.Outcome.GRANTED
                ? "identity.exchange"
                : "identity.exchange.refused",
            "google.identity.sts.v1.SecurityTokenService.ExchangeToken",
            audience,
            who,
            List.of(),
            Optional.empty(),
            outcome,
            reason));
  }
}
