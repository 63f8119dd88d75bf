package dev.slipway.node.pod;

import dev.slipway.container.StandardInput;
import dev.slipway.container.TerminalMode;
import dev.slipway.manifest.KubeObject;
import dev.slipway.node.image.PodImages.PullPolicy;
import dev.slipway.node.probe.Probe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A container of a pod's specification. */
record ContainerDefinition(JsonNode spec, Role role) {
  /** When it runs. */
  enum Role {
    /** Before the main ones, to its end. */
    INIT,
    /** From its place among the init containers on, for the pod's life. */
    SIDECAR,
    /** The pod's purpose. */
    MAIN,
    /** Added to the running pod by who looks for a mistake; once, to its end. */
    EPHEMERAL
  }

  /** The containers that run before the main ones, in order. */
  static List<ContainerDefinition> initial(KubeObject pod) {
    var all = new ArrayList<ContainerDefinition>();
    for (JsonNode spec : pod.spec().path("initContainers")) {
      boolean stays = spec.path("restartPolicy").asString("").equals("Always");
      all.add(new ContainerDefinition(spec, stays ? Role.SIDECAR : Role.INIT));
    }
    return all;
  }

  static List<ContainerDefinition> main(KubeObject pod) {
    var all = new ArrayList<ContainerDefinition>();
    pod.spec().path("containers").forEach(s -> all.add(new ContainerDefinition(s, Role.MAIN)));
    return all;
  }

  /** Those that were added to the running pod. */
  static List<ContainerDefinition> ephemeral(KubeObject pod) {
    var all = new ArrayList<ContainerDefinition>();
    for (JsonNode spec : pod.spec().path("ephemeralContainers")) {
      all.add(new ContainerDefinition(spec, Role.EPHEMERAL));
    }
    return all;
  }

  /** Those the pod was made with, in order. */
  static List<ContainerDefinition> all(KubeObject pod) {
    var all = new ArrayList<>(initial(pod));
    all.addAll(main(pod));
    return all;
  }

  /** This one as the pod has it now: its image may have been changed. */
  ContainerDefinition in(KubeObject pod) {
    var now = new ArrayList<>(all(pod));
    now.addAll(ephemeral(pod));
    return now.stream().filter(c -> c.name().equals(name())).findFirst().orElse(this);
  }

  String name() {
    return spec.path("name").asString("");
  }

  String image() {
    return spec.path("image").asString("");
  }

  /** Where the pod's status speaks of it. */
  String statusList() {
    return switch (role) {
      case INIT, SIDECAR -> "initContainerStatuses";
      case MAIN -> "containerStatuses";
      case EPHEMERAL -> "ephemeralContainerStatuses";
    };
  }

  TerminalMode terminal() {
    return spec.path("tty").asBoolean(false) ? TerminalMode.TERMINAL : TerminalMode.PIPES;
  }

  StandardInput input() {
    if (!spec.path("stdin").asBoolean(false)) {
      return StandardInput.NONE;
    }
    return spec.path("stdinOnce").asBoolean(false) ? StandardInput.ONCE : StandardInput.OPEN;
  }

  /** As events name it. */
  String fieldPath() {
    String list =
        switch (role) {
          case INIT, SIDECAR -> "initContainers";
          case MAIN -> "containers";
          case EPHEMERAL -> "ephemeralContainers";
        };
    return "spec." + list + "{" + name() + "}";
  }

  PullPolicy pullPolicy() {
    return switch (spec.path("imagePullPolicy").asString("IfNotPresent")) {
      case "Always" -> PullPolicy.ALWAYS;
      case "Never" -> PullPolicy.NEVER;
      default -> PullPolicy.IF_NOT_PRESENT;
    };
  }

  Optional<Probe> probe(String field) {
    return spec.has(field) ? Optional.of(Probe.of(spec.path(field), ports())) : Optional.empty();
  }

  Map<String, Integer> ports() {
    var ports = new HashMap<String, Integer>();
    for (JsonNode port : spec.path("ports")) {
      ports.put(port.path("name").asString(""), port.path("containerPort").asInt(0));
    }
    return ports;
  }

  List<String> words(String field) {
    var words = new ArrayList<String>();
    spec.path(field).forEach(word -> words.add(word.asString("")));
    return words;
  }

  /** Whether a run that ended with this code is followed by another. */
  boolean restartsAfter(int code, String podPolicy) {
    return switch (role) {
      case SIDECAR -> true;
      case INIT -> code != 0 && !podPolicy.equals("Never");
      case EPHEMERAL -> false;
      case MAIN -> podPolicy.equals("Always") || (podPolicy.equals("OnFailure") && code != 0);
    };
  }
}
