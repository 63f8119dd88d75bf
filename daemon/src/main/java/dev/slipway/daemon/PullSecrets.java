package dev.slipway.daemon;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import dev.slipway.oci.client.Credentials;
import dev.slipway.oci.client.Login;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Logins out of Secrets of type {@code kubernetes.io/dockerconfigjson}. */
final class PullSecrets {
  private PullSecrets() {}

  static Credentials of(List<KubeObject> secrets) {
    return host ->
        secrets.stream().map(secret -> login(secret, host)).flatMap(Optional::stream).findFirst();
  }

  private static Optional<Login> login(KubeObject secret, String host) {
    String encoded = secret.tree().path("data").path(".dockerconfigjson").asString("");
    if (encoded.isEmpty()) {
      return Optional.empty();
    }
    var config = Json.parse(Base64.getDecoder().decode(encoded), "Secret " + secret.objectName());
    JsonNode auths = config.path("auths");
    JsonNode entry = auths.has(host) ? auths.path(host) : auths.path("https://" + host);
    if (entry.isMissingNode()) {
      return Optional.empty();
    }
    if (entry.has("username")) {
      return Optional.of(
          new Login(entry.path("username").asString(), entry.path("password").asString("")));
    }
    byte[] decoded = Base64.getDecoder().decode(entry.path("auth").asString(""));
    String pair = new String(decoded, StandardCharsets.UTF_8);
    int colon = pair.indexOf(':');
    return colon < 0
        ? Optional.empty()
        : Optional.of(new Login(pair.substring(0, colon), pair.substring(colon + 1)));
  }
}
