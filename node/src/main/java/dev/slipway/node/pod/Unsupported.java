package dev.slipway.node.pod;

import dev.slipway.manifest.KubeObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What a pod may ask for in Kubernetes and this node cannot give: said by the field's name, so that
 * nothing a pod relies on is left out silently.
 */
final class Unsupported {
  /** Namespaces that containers here never share, by the fields that would ask for it. */
  private static final List<String> UNSHARED =
      List.of("shareProcessNamespace", "hostPID", "hostIPC");

  private static final String LEAVE_OUT = " is not supported here; leave it out";

  private Unsupported() {}

  /** The first such thing of a container; empty when it has all that it wants. */
  static Optional<String> in(KubeObject pod, ContainerDefinition container) {
    return Stream.of(
            pod(pod.spec()),
            security("spec.securityContext", pod.spec().path("securityContext")),
            container(container),
            security(
                "securityContext of container " + container.name(),
                container.spec().path("securityContext")),
            ports(pod, container),
            mounts(container))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> pod(JsonNode spec) {
    for (String field : UNSHARED) {
      if (spec.path(field).asBoolean(false)) {
        return Optional.of(
            "spec." + field + " is not supported here; leave it out, or set it to false");
      }
    }
    String runtime = spec.path("runtimeClassName").asString("");
    if (!runtime.isEmpty()) {
      return Optional.of(
          "RuntimeClass \"%s\" not found: there is one runtime here; leave out spec.runtimeClassName"
              .formatted(runtime));
    }
    if (!spec.path("hostUsers").asBoolean(true)) {
      return Optional.of("spec.hostUsers false" + LEAVE_OUT);
    }
    if (!spec.path("os").path("name").asString("linux").equals("linux")) {
      return Optional.of("spec.os.name must be linux: this node runs no other system's containers");
    }
    return Stream.of("resourceClaims", "hostnameOverride", "schedulingGroup")
        .filter(field -> spec.has(field) && !spec.path(field).isEmpty())
        .findFirst()
        .map(field -> "spec." + field + LEAVE_OUT);
  }

  private static Optional<String> security(String where, JsonNode context) {
    if (context.has("windowsOptions")) {
      return Optional.of(where + ".windowsOptions" + LEAVE_OUT);
    }
    if (context.path("procMount").asString("").equals("Unmasked")) {
      return Optional.of(where + ".procMount Unmasked is not supported here; Default is");
    }
    // Without a profile's name it is the runtime's default or none: where the kernel has no such
    // modules, as with any runtime, nothing is to be done for either.
    for (String profile : List.of("seccompProfile", "appArmorProfile")) {
      if (context.path(profile).path("type").asString("").equals("Localhost")) {
        return Optional.of(
            where
                + "."
                + profile
                + ".type Localhost is not supported here; RuntimeDefault and Unconfined are");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> container(ContainerDefinition container) {
    for (String field : List.of("volumeDevices", "restartPolicyRules")) {
      if (!container.spec().path(field).isEmpty()) {
        return Optional.of(field + " of container " + container.name() + LEAVE_OUT);
      }
    }
    return container.spec().path("resources").path("claims").isEmpty()
        ? Optional.empty()
        : Optional.of("resources.claims of container " + container.name() + LEAVE_OUT);
  }

  /** With the host's network a container has its ports by itself. */
  private static Optional<String> ports(KubeObject pod, ContainerDefinition container) {
    boolean onHost = pod.spec().path("hostNetwork").asBoolean(false);
    for (JsonNode port : container.spec().path("ports")) {
      int wanted = port.path("hostPort").asInt(0);
      if (wanted > 0 && !onHost) {
        return Optional.of(
            "the hostPort "
                + wanted
                + " of container "
                + container.name()
                + " is not supported here; leave it out and use a Service of type NodePort or"
                + " LoadBalancer");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> mounts(ContainerDefinition container) {
    for (JsonNode mount : container.spec().path("volumeMounts")) {
      String where = " of the mount at " + mount.path("mountPath").asString("");
      String propagation = mount.path("mountPropagation").asString("None");
      if (!propagation.equals("None")) {
        return Optional.of(
            "mountPropagation "
                + propagation
                + where
                + " is not supported here: what is mounted later stays where it is; None is");
      }
      if (mount.path("recursiveReadOnly").asString("").equals("Enabled")) {
        return Optional.of(
            "recursiveReadOnly Enabled" + where + " is not supported here; IfPossible is");
      }
    }
    return Optional.empty();
  }
}
