package dev.slipway.node.pod;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.node.volume.PodFields;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The environment of a container: the image's, the addresses of Services, then {@code envFrom},
 * then {@code env} in order. What Kubernetes puts there can be referred to as {@code $(NAME)}, by
 * what comes after it; what the image brings cannot, since Kubernetes does not look into images.
 */
final class PodEnvironment {
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final Cluster cluster;
  private final KubeObject pod;
  private final ContainerDefinition container;
  private final Map<String, String> image = new LinkedHashMap<>();
  private final Map<String, String> variables = new LinkedHashMap<>();

  private PodEnvironment(Cluster cluster, KubeObject pod, ContainerDefinition container) {
    this.cluster = cluster;
    this.pod = pod;
    this.container = container;
  }

  /**
   * The environment.
   *
   * @param imageEntries the image's, as {@code NAME=value}
   * @throws ConfigProblem when it names a key or an object that is not there
   */
  static PodEnvironment of(
      Cluster cluster, KubeObject pod, ContainerDefinition container, List<String> imageEntries)
      throws ConfigProblem {
    var environment = new PodEnvironment(cluster, pod, container);
    environment.image.put("PATH", PATH);
    environment.image.put("HOSTNAME", PodHostname.own(pod));
    for (String entry : imageEntries) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        environment.image.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    environment.addServices();
    for (JsonNode source : container.spec().path("envFrom")) {
      environment.addAll(source);
    }
    for (JsonNode variable : container.spec().path("env")) {
      environment.add(variable);
    }
    return environment;
  }

  /** Everything the container gets. */
  Map<String, String> all() {
    var all = new LinkedHashMap<>(image);
    all.putAll(variables);
    return all;
  }

  /** What references can name. */
  Map<String, String> references() {
    return Collections.unmodifiableMap(variables);
  }

  /** Of the namespace's Services, when the pod wants them; of the API's own always. */
  private void addServices() {
    cluster.find(ResourceType.SERVICES, ClusterSettings.API_SERVICE).ifPresent(this::addService);
    if (pod.spec().path("enableServiceLinks").asBoolean(true)) {
      var selection = Selection.namespace(pod.namespace());
      cluster.list(ResourceType.SERVICES, selection).items().forEach(this::addService);
    }
  }

  private void addService(KubeObject service) {
    String address = service.spec().path("clusterIP").asString("");
    JsonNode ports = service.spec().path("ports");
    if (address.isEmpty() || address.equals("None") || ports.isEmpty()) {
      return;
    }
    String name = variable(service.name());
    variables.put(name + "_SERVICE_HOST", address);
    variables.put(name + "_SERVICE_PORT", ports.path(0).path("port").asString(""));
    variables.put(name + "_PORT", link(address, ports.path(0)));
    for (JsonNode port : ports) {
      String number = port.path("port").asString("");
      String portName = port.path("name").asString("");
      if (!portName.isEmpty()) {
        variables.put(name + "_SERVICE_PORT_" + variable(portName), number);
      }
      String protocol = port.path("protocol").asString("TCP");
      String one = name + "_PORT_" + number + "_" + protocol;
      variables.put(one, link(address, port));
      variables.put(one + "_PROTO", protocol.toLowerCase(Locale.ROOT));
      variables.put(one + "_PORT", number);
      variables.put(one + "_ADDR", address);
    }
  }

  private static String link(String address, JsonNode port) {
    return port.path("protocol").asString("TCP").toLowerCase(Locale.ROOT)
        + "://"
        + address
        + ":"
        + port.path("port").asString("");
  }

  private static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private void addAll(JsonNode source) throws ConfigProblem {
    String prefix = source.path("prefix").asString("");
    boolean isMap = source.has("configMapRef");
    JsonNode reference = source.path(isMap ? "configMapRef" : "secretRef");
    Optional<KubeObject> object = find(reference, isMap);
    if (object.isPresent()) {
      for (var entry : object.get().tree().path("data").properties()) {
        variables.put(prefix + entry.getKey(), text(entry.getValue().asString(""), isMap));
      }
    }
  }

  private void add(JsonNode variable) throws ConfigProblem {
    String name = variable.path("name").asString("");
    JsonNode from = variable.path("valueFrom");
    if (!from.isObject()) {
      variables.put(name, Expansion.expand(variable.path("value").asString(""), variables));
      return;
    }
    Optional<String> value = value(from);
    value.ifPresent(v -> variables.put(name, v));
  }

  private Optional<String> value(JsonNode from) throws ConfigProblem {
    if (from.has("fieldRef")) {
      String path = from.path("fieldRef").path("fieldPath").asString("");
      Optional<String> value = PodFields.field(pod, path);
      if (value.isEmpty()) {
        throw ConfigProblem.of("unsupported fieldPath: " + path);
      }
      return value;
    }
    if (from.has("resourceFieldRef")) {
      JsonNode reference = from.path("resourceFieldRef");
      Optional<String> value = PodFields.resource(cluster, pod, reference, container.name());
      if (value.isEmpty()) {
        throw ConfigProblem.of(
            "container %s not found".formatted(reference.path("containerName").asString("")));
      }
      return value;
    }
    boolean isMap = from.has("configMapKeyRef");
    return key(from.path(isMap ? "configMapKeyRef" : "secretKeyRef"), isMap);
  }

  private Optional<String> key(JsonNode reference, boolean isMap) throws ConfigProblem {
    Optional<KubeObject> object = find(reference, isMap);
    String key = reference.path("key").asString("");
    if (object.isEmpty()) {
      return Optional.empty();
    }
    JsonNode value = object.get().tree().path("data").path(key);
    if (!value.isMissingNode()) {
      return Optional.of(text(value.asString(""), isMap));
    }
    if (reference.path("optional").asBoolean(false)) {
      return Optional.empty();
    }
    throw ConfigProblem.of(
        "couldn't find key %s in %s %s"
            .formatted(key, isMap ? "ConfigMap" : "Secret", object.get().objectName()));
  }

  private Optional<KubeObject> find(JsonNode reference, boolean isMap) throws ConfigProblem {
    String name = reference.path("name").asString("");
    ResourceType type = isMap ? ResourceType.CONFIG_MAPS : ResourceType.SECRETS;
    Optional<KubeObject> object = cluster.find(type, new ObjectName(pod.namespace(), name));
    if (object.isEmpty() && !reference.path("optional").asBoolean(false)) {
      throw ConfigProblem.of((isMap ? "configmap" : "secret") + " \"" + name + "\" not found");
    }
    return object;
  }

  private static String text(String value, boolean isMap) {
    return isMap ? value : new String(Base64.getDecoder().decode(value), UTF_8);
  }
}
