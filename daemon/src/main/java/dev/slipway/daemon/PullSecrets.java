package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.client.Login;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Logins out of a pod's pull secrets, of type {@code kubernetes.io/dockerconfigjson} and of the
 * older {@code kubernetes.io/dockercfg}.
 *
 * <p>An entry is for a host, whose labels may have wildcards ({@code *.example.com}), and for the
 * repositories below its path, if it has one; {@code https://host/v1/} is the host alone.
 */
final class PullSecrets {
  private static final String HUB = "docker.io";
  private static final String OLD_HUB = "index.docker.io";

  private record Entry(String key, Login login) {}

  private PullSecrets() {}

  /** All logins for an image, the most special first; whoever pulls tries one after the other. */
  static List<Login> logins(List<KubeObject> secrets, ImageReference image) {
    return secrets.stream()
        .flatMap(secret -> entries(secret).stream())
        .filter(entry -> matches(entry.key(), image))
        .sorted(Comparator.comparingInt(entry -> -entry.key().length()))
        .map(Entry::login)
        .distinct()
        .toList();
  }

  private static List<Entry> entries(KubeObject secret) {
    var found = new ArrayList<Entry>();
    JsonNode logins = document(secret, ".dockerconfigjson").path("auths");
    for (JsonNode all : List.of(logins, document(secret, ".dockercfg"))) {
      for (var one : all.properties()) {
        login(one.getValue()).ifPresent(login -> found.add(new Entry(place(one.getKey()), login)));
      }
    }
    return found;
  }

  private static JsonNode document(KubeObject secret, String key) {
    String encoded = secret.tree().path("data").path(key).asString("");
    if (encoded.isEmpty()) {
      return MissingNode.getInstance();
    }
    try {
      return Json.parse(Base64.getDecoder().decode(encoded), "Secret " + secret.objectName());
    } catch (InputException e) {
      // One that cannot be read opens nothing; what the registry says then is the pod's event.
      return MissingNode.getInstance();
    }
  }

  private static Optional<Login> login(JsonNode entry) {
    if (!entry.path("username").asString("").isEmpty()) {
      return Optional.of(
          new Login(entry.path("username").asString(), entry.path("password").asString("")));
    }
    String pair;
    try {
      byte[] decoded = Base64.getMimeDecoder().decode(entry.path("auth").asString(""));
      pair = new String(decoded, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int colon = pair.indexOf(':');
    return colon < 0
        ? Optional.empty()
        : Optional.of(new Login(pair.substring(0, colon), pair.substring(colon + 1)));
  }

  /** Host and path of an entry's name, without what only registries' old addresses have. */
  private static String place(String key) {
    return key.replaceFirst("^https?://", "").replaceFirst("/v[12]/?$", "").replaceFirst("/$", "");
  }

  private static boolean matches(String place, ImageReference image) {
    int slash = place.indexOf('/');
    String host = slash < 0 ? place : place.substring(0, slash);
    String path = slash < 0 ? "" : place.substring(slash + 1);
    boolean below =
        path.isEmpty()
            || image.repository().equals(path)
            || image.repository().startsWith(path + "/");
    return below && isHost(host.equals(OLD_HUB) ? HUB : host, image.host());
  }

  /** Label by label: a wildcard stands for part of one, never for several. */
  private static boolean isHost(String pattern, String host) {
    String[] wanted = pattern.split("\\.", -1);
    String[] there = host.split("\\.", -1);
    if (wanted.length != there.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (!isLabel(wanted[i], there[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLabel(String pattern, String label) {
    int star = pattern.indexOf('*');
    return star < 0
        ? pattern.equals(label)
        : label.length() >= pattern.length() - 1
            && label.startsWith(pattern.substring(0, star))
            && label.endsWith(pattern.substring(star + 1));
  }
}
