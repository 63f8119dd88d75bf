package dev.slipway.kubernetes;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives a new pod its service account: the account's pull secrets, and a volume with a token, the
 * API's authority and the namespace where clients inside look for them.
 */
final class PodAccount {
  /** Where every client library looks. */
  static final String DIRECTORY = "/var/run/secrets/kubernetes.io/serviceaccount";

  /** The ConfigMap of each namespace that holds the API's authority. */
  static final String AUTHORITY = "kube-root-ca.crt";

  private static final String DEFAULT = "default";
  private static final String PREFIX = "kube-api-access-";
  private static final int SECONDS = 3607;
  private static final int READABLE = 0644;

  private final Function<ObjectName, Optional<KubeObject>> accounts;
  private final RandomGenerator random;
  private final boolean active;

  /**
   * @param accounts finds service accounts
   * @param api without one, pods stay as they are
   */
  PodAccount(
      Function<ObjectName, Optional<KubeObject>> accounts,
      RandomGenerator random,
      Optional<ApiAccess> api) {
    this.accounts = accounts;
    this.random = random;
    this.active = api.isPresent();
  }

  /**
   * Completes the pod in {@code tree}.
   *
   * @throws ApiException 403 when its account does not exist. The account {@code default} need not:
   *     a namespace gets it a moment after it was made
   */
  void complete(ObjectNode tree) {
    if (!active) {
      return;
    }
    ObjectNode spec = tree.withObject("/spec");
    String name = spec.path("serviceAccountName").asString("");
    if (name.isEmpty()) {
      name = spec.path("serviceAccount").asString("");
    }
    if (name.isEmpty()) {
      name = DEFAULT;
    }
    KubeObject pod = KubeObject.of(tree);
    Optional<KubeObject> account = accounts.apply(new ObjectName(pod.namespace(), name));
    if (account.isEmpty() && !name.equals(DEFAULT)) {
      throw ApiException.forbidden(
          ResourceType.PODS,
          pod.name(),
          "error looking up service account %s/%s: serviceaccount \"%s\" not found"
              .formatted(pod.namespace(), name, name),
          java.util.List.of());
    }
    if (!spec.has("serviceAccountName")) {
      spec.put("serviceAccountName", name);
    }
    account.ifPresent(a -> addPullSecrets(spec, a.tree().path("imagePullSecrets")));
    if (wantsToken(spec, account)) {
      addToken(spec);
    }
  }

  private static void addPullSecrets(ObjectNode spec, JsonNode secrets) {
    if (spec.path("imagePullSecrets").isEmpty() && !secrets.isEmpty()) {
      spec.set("imagePullSecrets", secrets.deepCopy());
    }
  }

  private static boolean wantsToken(ObjectNode spec, Optional<KubeObject> account) {
    boolean byAccount =
        account
            .map(a -> a.tree().path("automountServiceAccountToken").asBoolean(true))
            .orElse(true);
    return spec.path("automountServiceAccountToken").asBoolean(byAccount);
  }

  private void addToken(ObjectNode spec) {
    String volume = PREFIX + Names.suffix(random);
    boolean used = false;
    for (String list : java.util.List.of("initContainers", "containers")) {
      for (JsonNode container : spec.path(list)) {
        used |= container instanceof ObjectNode one && mount(one, volume);
      }
    }
    if (used) {
      volume(spec.withArray("/volumes").addObject(), volume);
    }
  }

  /** False when the container has something of its own there. */
  private static boolean mount(ObjectNode container, String volume) {
    for (JsonNode mount : container.path("volumeMounts")) {
      if (mount.path("mountPath").asString("").equals(DIRECTORY)) {
        return false;
      }
    }
    container
        .withArray("/volumeMounts")
        .addObject()
        .put("name", volume)
        .put("readOnly", true)
        .put("mountPath", DIRECTORY);
    return true;
  }

  private static void volume(ObjectNode volume, String name) {
    ObjectNode projected = volume.put("name", name).putObject("projected");
    ArrayNode sources = projected.putArray("sources");
    sources
        .addObject()
        .putObject("serviceAccountToken")
        .put("expirationSeconds", SECONDS)
        .put("path", "token");
    sources
        .addObject()
        .putObject("configMap")
        .put("name", AUTHORITY)
        .putArray("items")
        .addObject()
        .put("key", "ca.crt")
        .put("path", "ca.crt");
    sources
        .addObject()
        .putObject("downwardAPI")
        .putArray("items")
        .addObject()
        .put("path", "namespace")
        .putObject("fieldRef")
        .put("apiVersion", "v1")
        .put("fieldPath", "metadata.namespace");
    projected.put("defaultMode", READABLE);
  }
}
