package dev.slipway.manifest.defaults;

import static dev.slipway.manifest.defaults.Fill.each;
import static dev.slipway.manifest.defaults.Fill.in;
import static dev.slipway.manifest.defaults.Fill.number;
import static dev.slipway.manifest.defaults.Fill.object;
import static dev.slipway.manifest.defaults.Fill.positive;
import static dev.slipway.manifest.defaults.Fill.text;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Defaults of pods and pod templates. */
final class PodDefaults {
  private static final int FILE_MODE = 0644;
  private static final int TOLERATION_SECONDS = 300;
  private static final List<String> NODE_TROUBLES =
      List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

  private PodDefaults() {}

  static void pod(ObjectNode tree) {
    ObjectNode spec = object(tree, "spec");
    podSpec(spec);
    boolean isNew = !tree.has("status");
    if (isNew) {
      tolerations(spec);
      number(spec, "priority", 0);
      text(spec, "preemptionPolicy", "PreemptLowerPriority");
    }
    Fill.flag(spec, "enableServiceLinks", Fill.Flag.TRUE);
    ObjectNode status = object(tree, "status");
    text(status, "phase", "Pending");
    text(status, "qosClass", QualityOfService.of(spec));
  }

  /** The template of a workload: its pods get the rest when they are created. */
  static void template(ObjectNode owner) {
    ObjectNode template = object(owner, "template");
    ObjectNode metadata = object(template, "metadata");
    if (!metadata.has("creationTimestamp")) {
      metadata.putNull("creationTimestamp");
    }
    podSpec(object(template, "spec"));
  }

  private static void podSpec(ObjectNode spec) {
    text(spec, "restartPolicy", "Always");
    number(spec, "terminationGracePeriodSeconds", 30);
    text(spec, "dnsPolicy", "ClusterFirst");
    object(spec, "securityContext");
    text(spec, "schedulerName", "default-scheduler");
    serviceAccount(spec);
    each(spec, "containers", PodDefaults::container);
    each(spec, "initContainers", PodDefaults::container);
    each(spec, "ephemeralContainers", PodDefaults::container);
    each(spec, "volumes", PodDefaults::volume);
    if (spec.path("hostNetwork").asBoolean(false)) {
      each(spec, "containers", PodDefaults::hostPorts);
      each(spec, "initContainers", PodDefaults::hostPorts);
    }
  }

  /** The deprecated name mirrors the current one. */
  private static void serviceAccount(ObjectNode spec) {
    String name = spec.path("serviceAccountName").asString("");
    String old = spec.path("serviceAccount").asString("");
    if (!name.isEmpty()) {
      spec.put("serviceAccount", name);
    } else if (!old.isEmpty()) {
      spec.put("serviceAccountName", old);
    }
  }

  private static void container(ObjectNode container) {
    object(container, "resources");
    requestsFromLimits(container);
    text(container, "terminationMessagePath", "/dev/termination-log");
    text(container, "terminationMessagePolicy", "File");
    text(
        container, "imagePullPolicy", ImagePolicy.pullPolicy(container.path("image").asString("")));
    each(container, "ports", port -> text(port, "protocol", "TCP"));
    each(container, "env", env -> in(env, "valueFrom", PodDefaults::valueSource));
    for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      in(container, probe, PodDefaults::probe);
    }
    in(
        container,
        "lifecycle",
        lifecycle -> {
          in(lifecycle, "postStart", PodDefaults::httpAction);
          in(lifecycle, "preStop", PodDefaults::httpAction);
        });
  }

  private static void valueSource(ObjectNode source) {
    in(source, "fieldRef", field -> text(field, "apiVersion", "v1"));
    in(
        source,
        "resourceFieldRef",
        field -> {
          if (!field.has("divisor")) {
            field.put("divisor", "0");
          }
        });
  }

  private static void requestsFromLimits(ObjectNode container) {
    ObjectNode resources = object(container, "resources");
    JsonNode limits = resources.path("limits");
    if (limits.isEmpty()) {
      return;
    }
    ObjectNode requests = object(resources, "requests");
    limits
        .properties()
        .forEach(limit -> {
          if (!requests.has(limit.getKey())) {
            requests.set(limit.getKey(), limit.getValue());
          }
        });
  }

  private static void probe(ObjectNode probe) {
    httpAction(probe);
    in(
        probe,
        "grpc",
        grpc -> {
          if (!grpc.has("service")) {
            grpc.put("service", "");
          }
        });
    positive(probe, "timeoutSeconds", 1);
    positive(probe, "periodSeconds", 10);
    positive(probe, "successThreshold", 1);
    positive(probe, "failureThreshold", 3);
  }

  private static void httpAction(ObjectNode handler) {
    in(
        handler,
        "httpGet",
        action -> {
          text(action, "path", "/");
          text(action, "scheme", "HTTP");
        });
  }

  private static void volume(ObjectNode volume) {
    if (volume.size() == (volume.has("name") ? 1 : 0)) {
      volume.putObject("emptyDir");
    }
    for (String source : List.of("configMap", "secret", "projected", "downwardAPI")) {
      in(volume, source, s -> number(s, "defaultMode", FILE_MODE));
    }
    in(volume, "downwardAPI", PodDefaults::downward);
    in(
        volume,
        "projected",
        p ->
            each(
                p,
                "sources",
                source -> {
                  in(source, "downwardAPI", PodDefaults::downward);
                  in(
                      source,
                      "serviceAccountToken",
                      token -> number(token, "expirationSeconds", 3600));
                }));
    in(
        volume,
        "hostPath",
        path -> {
          if (!path.has("type")) {
            path.put("type", "");
          }
        });
  }

  private static void downward(ObjectNode source) {
    each(source, "items", PodDefaults::valueSource);
  }

  private static void hostPorts(ObjectNode container) {
    each(
        container,
        "ports",
        port -> positive(port, "hostPort", port.path("containerPort").asInt(0)));
  }

  /** What the admission of new pods adds: a pod outlives its node's troubles by five minutes. */
  private static void tolerations(ObjectNode spec) {
    ArrayNode all =
        spec.get("tolerations") instanceof ArrayNode existing
            ? existing
            : spec.putArray("tolerations");
    for (String trouble : NODE_TROUBLES) {
      if (all.valueStream().noneMatch(t -> tolerates(t, trouble))) {
        all.addObject()
            .put("key", trouble)
            .put("operator", "Exists")
            .put("effect", "NoExecute")
            .put("tolerationSeconds", TOLERATION_SECONDS);
      }
    }
  }

  private static boolean tolerates(JsonNode toleration, String trouble) {
    String key = toleration.path("key").asString("");
    String effect = toleration.path("effect").asString("");
    return (key.equals(trouble) || key.isEmpty())
        && (effect.isEmpty() || effect.equals("NoExecute"));
  }
}
