package dev.slipway.kubernetes.controller;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.kubernetes.ApiAccess;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.DeleteOptions.Propagation;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.kubernetes.api.ServiceAccountTokens;
import dev.slipway.kubernetes.api.ServiceAccountTokens.Wanted;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fills Secrets of type {@code kubernetes.io/service-account-token} with a token of the account
 * that their annotation names, the API's authority and the namespace. The token ends with the
 * Secret; a Secret whose account is not there, or is another one by now, is deleted.
 */
final class TokenSecrets {
  private static final WriteOptions BY = WriteOptions.by("tokens-controller");
  private static final String TYPE = "kubernetes.io/service-account-token";
  private static final String NAME = "kubernetes.io/service-account.name";
  private static final String UID = "kubernetes.io/service-account.uid";

  /** Such tokens have no end of their own; this is longer than anybody will ask. */
  private static final Duration LASTING = Duration.ofDays(36_500);

  private final Cluster cluster;
  private final ServiceAccountTokens tokens;

  TokenSecrets(Cluster cluster, ServiceAccountTokens tokens) {
    this.cluster = cluster;
    this.tokens = tokens;
  }

  static boolean isOne(ResourceType type, KubeObject object) {
    return type.equals(ResourceType.SECRETS)
        && object.tree().path("type").asString("").equals(TYPE);
  }

  /** The Secrets that ask for a token of an account. */
  static List<ObjectName> of(Cluster cluster, KubeObject account) {
    return cluster
        .list(ResourceType.SECRETS, Selection.namespace(account.namespace()))
        .items()
        .stream()
        .filter(s -> isOne(ResourceType.SECRETS, s))
        .filter(s -> account.name().equals(s.annotations().get(NAME)))
        .map(KubeObject::objectName)
        .toList();
  }

  void reconcile(ObjectName name) {
    Optional<KubeObject> secret =
        cluster
            .find(ResourceType.SECRETS, name)
            .filter(s -> isOne(ResourceType.SECRETS, s) && !s.isBeingDeleted());
    if (secret.isEmpty() || cluster.api().isEmpty()) {
      return;
    }
    var account =
        new ObjectName(name.namespace(), secret.get().annotations().getOrDefault(NAME, ""));
    String uid = secret.get().annotations().getOrDefault(UID, "");
    Optional<KubeObject> found =
        cluster
            .find(ResourceType.SERVICE_ACCOUNTS, account)
            .filter(a -> uid.isEmpty() || uid.equals(a.uid()));
    if (found.isEmpty()) {
      Deletions.delete(cluster, ResourceType.SECRETS, secret.get(), Propagation.BACKGROUND);
    } else {
      fill(secret.get(), found.get(), cluster.api().get());
    }
  }

  private void fill(KubeObject secret, KubeObject account, ApiAccess api) {
    String authority = base64(api.authority());
    String namespace = base64(secret.namespace());
    KubeObject filled =
        secret.edited(tree -> {
          tree.withObject("/metadata").withObject("/annotations").put(UID, account.uid());
          ObjectNode data = tree.withObject("/data");
          data.put("ca.crt", authority).put("namespace", namespace);
          if (data.path("token").asString("").isEmpty()) {
            data.put("token", base64(token(secret, account)));
          }
        });
    if (filled.equals(secret)) {
      return;
    }
    try {
      cluster.update(ResourceType.SECRETS, filled, BY);
    } catch (ApiException e) {
      // Whoever was faster wakes this again.
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  private String token(KubeObject secret, KubeObject account) {
    return tokens
        .mint(new Wanted(account, List.of(), LASTING.toSeconds(), Optional.of(secret)))
        .value();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
