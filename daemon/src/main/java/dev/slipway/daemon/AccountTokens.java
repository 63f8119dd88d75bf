package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.http.Principal;
import dev.slipway.identity.oidc.IdTokens;
import dev.slipway.identity.oidc.Issuer;
import dev.slipway.identity.oidc.TokenRefused;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.api.ServiceAccountTokens;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.node.volume.PodTokens;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tokens of the cluster's service accounts: JWTs as Kubernetes makes them, by an issuer and a key
 * that serve nothing else. One ends with its account, and with the pod it is bound to. A new
 * account may do nothing until a role is bound to it.
 */
final class AccountTokens implements ServiceAccountTokens, PodTokens {
  /** Issuer, and the audience of tokens for the API itself. */
  static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

  private static final String PREFIX = "system:serviceaccount:";
  private static final String EXTRA = "extra/authentication.kubernetes.io/";
  private static final String CLAIM = "kubernetes.io";

  private final Cluster cluster;
  private final Issuer issuer;
  private final IdTokens tokens;
  private final Clock clock;

  /**
   * @param issuer with keys of its own, named {@link #ISSUER}
   */
  AccountTokens(Cluster cluster, Issuer issuer, Clock clock) {
    this.cluster = cluster;
    this.issuer = issuer;
    this.tokens = new IdTokens(clock);
    this.clock = clock;
  }

  @Override
  public Token mint(Wanted wanted) {
    Instant now = clock.instant();
    Instant end = now.plusSeconds(wanted.seconds());
    ObjectNode claims = Json.MAPPER.createObjectNode();
    var audiences = claims.putArray("aud");
    (wanted.audiences().isEmpty() ? List.of(ISSUER) : wanted.audiences()).forEach(audiences::add);
    claims.put("exp", end.getEpochSecond()).put("iat", now.getEpochSecond());
    claims.put("iss", ISSUER).put("jti", UUID.randomUUID().toString());
    KubeObject account = wanted.account();
    ObjectNode own = claims.putObject(CLAIM).put("namespace", account.namespace());
    wanted
        .bound()
        .ifPresent(b -> refer(own.putObject(b.kind().equals("Pod") ? "pod" : "secret"), b));
    refer(own.putObject("serviceaccount"), account);
    claims.put("nbf", now.getEpochSecond()).put("sub", name(account.objectName()));
    return new Token(issuer.sign(claims), Instant.ofEpochSecond(end.getEpochSecond()));
  }

  @Override
  public Issued mint(KubeObject pod, String audience, long seconds) {
    var name = new ObjectName(pod.namespace(), pod.spec().path("serviceAccountName").asString(""));
    var token =
        mint(
            new Wanted(
                cluster.get(ResourceType.SERVICE_ACCOUNTS, name),
                audience.isEmpty() ? List.of() : List.of(audience),
                seconds,
                Optional.of(pod)));
    return new Issued(token.value(), token.expires());
  }

  private static void refer(ObjectNode node, KubeObject object) {
    node.put("name", object.name()).put("uid", object.uid());
  }

  private static String name(ObjectName account) {
    return PREFIX + account.namespace() + ":" + account.name();
  }

  /** Whether the text names this issuer; it need not be genuine. */
  static boolean isOne(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return false;
    }
    try {
      byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
      return Json.parse(claims, "token").path("iss").asString("").equals(ISSUER);
    } catch (IllegalArgumentException | InputException e) {
      return false;
    }
  }

  @Override
  public Optional<Recognised> recognise(String token, List<String> audiences) {
    Set<String> accepted = audiences.isEmpty() ? Set.of(ISSUER) : Set.copyOf(audiences);
    JsonNode claims;
    try {
      claims =
          tokens.verify(
              token,
              ISSUER,
              accepted,
              id -> Optional.ofNullable(issuer.published().getKeyByKeyId(id)));
    } catch (TokenRefused e) {
      return Optional.empty();
    }
    JsonNode own = claims.path(CLAIM);
    String namespace = own.path("namespace").asString("");
    boolean bound =
        (!own.has("pod") || exists(ResourceType.PODS, namespace, own.path("pod")))
            && (!own.has("secret") || exists(ResourceType.SECRETS, namespace, own.path("secret")));
    if (!bound || !exists(ResourceType.SERVICE_ACCOUNTS, namespace, own.path("serviceaccount"))) {
      return Optional.empty();
    }
    var found =
        claims.path("aud").valueStream().map(a -> a.asString("")).filter(accepted::contains);
    return Optional.of(
        new Recognised(principal(namespace, own, claims.path("jti").asString("")), found.toList()));
  }

  @Override
  public Optional<Published> published() {
    return Optional.of(new Published(ISSUER, issuer.published().toString()));
  }

  private static Principal principal(String namespace, JsonNode own, String token) {
    JsonNode account = own.path("serviceaccount");
    var known = new HashMap<String, String>();
    known.put("uid", account.path("uid").asString(""));
    known.put(EXTRA + "credential-id", "JTI=" + token);
    if (own.has("pod")) {
      known.put(EXTRA + "pod-name", own.path("pod").path("name").asString(""));
      known.put(EXTRA + "pod-uid", own.path("pod").path("uid").asString(""));
    }
    return new Principal(
        name(new ObjectName(namespace, account.path("name").asString(""))),
        Set.of(
            "system:serviceaccounts",
            "system:serviceaccounts:" + namespace,
            "system:authenticated"),
        known);
  }

  private boolean exists(ResourceType type, String namespace, JsonNode reference) {
    var name = new ObjectName(namespace, reference.path("name").asString(""));
    String uid = reference.path("uid").asString("");
    return cluster.find(type, name).filter(o -> o.uid().equals(uid)).isPresent();
  }
}
