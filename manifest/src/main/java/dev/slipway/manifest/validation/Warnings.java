package dev.slipway.manifest.validation;

import dev.slipway.manifest.IngressAnnotations;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.types.Quantity;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What an object may say and its author had better know about. */
public final class Warnings {
  /** What would need more than one machine with its own network, and why it does nothing here. */
  private static final List<List<String>> WITHOUT_EFFECT =
      List.of(
          List.of("externalIPs", "no address but those of this machine leads here"),
          List.of(
              "loadBalancerSourceRanges",
              "the load balancer listens on this machine's loopback interface alone"),
          List.of("loadBalancerClass", "there is one load balancer, and it serves every class"),
          List.of("loadBalancerIP", "the load balancer is at 127.0.0.1"));

  /** What Kubernetes fills in. */
  private static final long USUAL_AFFINITY_SECONDS = 10_800;

  private Warnings() {}

  /** The warnings for an object that is valid; most have none. */
  public static List<String> of(KubeObject object) {
    var warnings = new ArrayList<String>();
    for (String finalizer : object.finalizers()) {
      if (finalizer.indexOf('/') < 0
          && !List.of("orphan", "foregroundDeletion").contains(finalizer)) {
        warnings.add(
            "metadata.finalizers: "
                + FieldProblem.quote(finalizer)
                + ": prefer a domain-qualified finalizer name including a path (/) to avoid"
                + " accidental conflicts with other finalizer writers");
      }
    }
    switch (object.groupVersionKind().groupKind()) {
      case "Pod" -> pod(object.spec(), "spec", warnings);
      case "Deployment.apps", "ReplicaSet.apps", "Job.batch" ->
          pod(object.spec().path("template").path("spec"), "spec.template.spec", warnings);
      case "Service" -> service(object.spec(), warnings);
      case "Ingress.networking.k8s.io" -> ingress(object, warnings);
      default -> {
        // nothing else is worth a warning
      }
    }
    return List.copyOf(warnings);
  }

  private static void service(JsonNode spec, List<String> warnings) {
    for (List<String> field : WITHOUT_EFFECT) {
      JsonNode value = spec.path(field.getFirst());
      if (!value.isEmpty() || !value.asString("").isEmpty()) {
        warnings.add("spec." + field.getFirst() + " has no effect: " + field.getLast());
      }
    }
    JsonNode timeout = spec.path("sessionAffinityConfig").path("clientIP").path("timeoutSeconds");
    if (timeout.isNumber() && timeout.asLong() != USUAL_AFFINITY_SECONDS) {
      warnings.add(
          "spec.sessionAffinityConfig.clientIP.timeoutSeconds has no effect: a client stays with"
              + " its pod for as long as that is ready");
    }
  }

  private static void ingress(KubeObject object, List<String> warnings) {
    for (String annotation : IngressAnnotations.withoutEffect(object)) {
      warnings.add(
          "metadata.annotations["
              + annotation
              + "] has no effect: of ingress-nginx's annotations the proxy knows those of canaries,"
              + " redirects, CORS and source ranges, backend-protocol, rewrite-target, use-regex,"
              + " upstream-vhost, proxy-body-size, proxy-connect-timeout and proxy-read-timeout");
    }
    int index = 0;
    for (JsonNode rule : object.spec().path("rules")) {
      for (JsonNode path : rule.path("http").path("paths")) {
        if (path.path("backend").has("resource")) {
          warnings.add(
              "spec.rules[" + index + "]: a backend.resource leads nowhere: name a service");
        }
      }
      index++;
    }
  }

  private static void pod(JsonNode spec, String path, List<String> warnings) {
    for (String list : List.of("initContainers", "containers")) {
      int index = 0;
      for (JsonNode container : spec.path(list)) {
        container(container, path + "." + list + "[" + index++ + "]", warnings);
      }
    }
  }

  private static void container(JsonNode container, String path, List<String> warnings) {
    var names = new HashSet<String>();
    int index = 0;
    for (JsonNode variable : container.path("env")) {
      String name = variable.path("name").asString("");
      if (!names.add(name)) {
        warnings.add(
            "%s.env[%d]: hides previous definition of %s, which may be dropped when using apply"
                .formatted(path, index, FieldProblem.quote(name)));
      }
      index++;
    }
    for (String side : List.of("limits", "requests")) {
      String amount = container.path("resources").path(side).path("memory").asString("");
      Quantity.parse(amount)
          .filter(q -> q.value().compareTo(q.value().setScale(0, RoundingMode.DOWN)) != 0)
          .ifPresent(q ->
              warnings.add(
                  "%s.resources.%s[memory]: fractional byte value %s is invalid, must be an integer"
                      .formatted(path, side, FieldProblem.quote(amount))));
    }
  }
}
