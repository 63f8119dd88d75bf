package dev.slipway.node.pod;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.Container;
import dev.slipway.container.ContainerMount;
import dev.slipway.container.ContainerSpec;
import dev.slipway.container.ContainerState;
import dev.slipway.container.NetworkMode;
import dev.slipway.container.ProcessView;
import dev.slipway.container.RuntimeRefusal;
import dev.slipway.container.TerminalMode;
import dev.slipway.container.UserLookup;
import dev.slipway.container.snapshot.MountedRoot;
import dev.slipway.manifest.KubeObject;
import dev.slipway.node.image.PodImages.PodImage;
import dev.slipway.node.volume.VolumeProblem;
import dev.slipway.oci.RunConfig;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Turns a container's specification and its image into a container that is ready to start. */
final class ContainerBuilder {
  /** Has a control group for each pod. */
  static final String PODS_GROUP = "pods";

  static final String POD_UID = "pod-uid";
  static final String CONTAINER = "container";
  static final String ATTEMPT = "attempt";
  static final String IMAGE = "image";
  static final String IMAGE_ID = "image-id";
  static final String STOP_SIGNAL = "stop-signal";

  private final NodeParts parts;
  private final PodResources resources;

  ContainerBuilder(NodeParts parts, PodResources resources) {
    this.parts = parts;
    this.resources = resources;
  }

  /**
   * Creates it, not started yet.
   *
   * @throws ConfigProblem when specification, image and cluster do not fit together
   * @throws StartProblem when there is no such program in it
   */
  Container create(KubeObject pod, ContainerDefinition definition, int attempt, PodImage image)
      throws ConfigProblem, StartProblem {
    try {
      return tryCreate(pod, definition, attempt, image);
    } catch (VolumeProblem e) {
      throw ConfigProblem.of(e.why());
    } catch (RuntimeRefusal e) {
      throw new StartProblem(e);
    } catch (IOException | SlipwayException e) {
      throw new ConfigProblem(ConfigProblem.Reason.CREATE, String.valueOf(e.getMessage()));
    }
  }

  private Container tryCreate(
      KubeObject pod, ContainerDefinition definition, int attempt, PodImage image)
      throws ConfigProblem, VolumeProblem, IOException {
    Optional<String> unsupported = Unsupported.in(pod, definition);
    if (unsupported.isPresent()) {
      throw ConfigProblem.of(unsupported.get());
    }
    RunConfig config = image.config().config();
    PodEnvironment variables = PodEnvironment.of(parts.cluster(), pod, definition, config.env());
    List<String> arguments = arguments(definition, config, variables.references());
    Map<String, String> environment = variables.all();
    Path layer = layer(parts, pod.uid(), definition.name(), attempt);
    if (Files.exists(layer)) {
      DirectoryTree.deleteLeftover(layer);
    }
    Files.createDirectories(layer);
    Path log = log(parts, pod, definition.name(), attempt);
    Files.createDirectories(log.getParent());
    try (MountedRoot root = parts.snapshots().writable(image.root(), layer)) {
      ContainerSecurity security =
          ContainerSecurity.of(pod, definition, config.user(), UserLookup.in(root.root()));
      environment.putIfAbsent("HOME", security.home());
      if (definition.terminal() == TerminalMode.TERMINAL) {
        environment.putIfAbsent("TERM", "xterm");
      }
      ContainerSpec spec =
          ContainerSpec.of(root.root(), cgroup(pod, definition), arguments)
              .withRootMode(security.rootMode())
              .withEnvironment(environment)
              .withDirectory(directory(definition, config))
              .withUser(security.user())
              .withPrivileges(security.privileges())
              .withMounts(mounts(pod, definition, attempt, variables.references()))
              .withHostname(PodHostname.own(pod))
              .withNetwork(network())
              .withLimits(Limits.of(definition.spec().path("resources")))
              .withSysctls(Sysctls.of(pod))
              .withProcesses(processes(pod, definition));
      return parts
          .containers()
          .create(
              id(pod.uid(), definition.name(), attempt),
              spec,
              definition.terminal(),
              definition.input(),
              log,
              labels(pod, definition, attempt, image));
    }
  }

  /** A debugger sees the processes of the container it is for. */
  private ProcessView processes(KubeObject pod, ContainerDefinition definition)
      throws ConfigProblem {
    String target = definition.spec().path("targetContainerName").asString("");
    if (target.isEmpty()) {
      return ProcessView.own();
    }
    for (Container container : parts.containers().list()) {
      if (pod.uid().equals(container.labels().get(POD_UID))
          && target.equals(container.labels().get(CONTAINER))
          && container.state() instanceof ContainerState.Running(long pid, var since)) {
        return ProcessView.joined(Path.of("/proc", Long.toString(pid), "ns", "pid"));
      }
    }
    throw new ConfigProblem(
        ConfigProblem.Reason.CREATE, "unable to find target container " + target);
  }

  static String id(String uid, String container, int attempt) {
    return uid + "-" + container + "-" + attempt;
  }

  static Path layer(NodeParts parts, String uid, String container, int attempt) {
    return parts.podDirectory(uid).resolve("c").resolve(container + "-" + attempt);
  }

  static Path log(NodeParts parts, KubeObject pod, String container, int attempt) {
    return parts
        .logDirectory(pod.namespace(), pod.name(), pod.uid())
        .resolve(container)
        .resolve(attempt + ".log");
  }

  private static String cgroup(KubeObject pod, ContainerDefinition definition) {
    return group(pod.uid()) + "/" + definition.name();
  }

  /** The control group that the containers of a pod have in common. */
  static String group(String uid) {
    return PODS_GROUP + "/" + uid;
  }

  private static Map<String, String> labels(
      KubeObject pod, ContainerDefinition definition, int attempt, PodImage image) {
    return Map.of(
        POD_UID,
        pod.uid(),
        "pod",
        pod.objectName().toString(),
        CONTAINER,
        definition.name(),
        ATTEMPT,
        String.valueOf(attempt),
        IMAGE,
        definition.image(),
        IMAGE_ID,
        image.id(),
        STOP_SIGNAL,
        image.config().config().stopSignal());
  }

  /** {@code command} replaces the image's entrypoint and its command, {@code args} the latter. */
  static List<String> arguments(
      ContainerDefinition definition, RunConfig config, Map<String, String> environment)
      throws ConfigProblem {
    var words = new ArrayList<String>();
    List<String> command = definition.words("command");
    List<String> args = definition.words("args");
    command.forEach(word -> words.add(Expansion.expand(word, environment)));
    if (command.isEmpty()) {
      words.addAll(config.entrypoint());
    }
    args.forEach(word -> words.add(Expansion.expand(word, environment)));
    if (command.isEmpty() && args.isEmpty()) {
      words.addAll(config.cmd());
    }
    if (words.isEmpty()) {
      throw new ConfigProblem(ConfigProblem.Reason.CREATE, "no command specified");
    }
    return words;
  }

  private static Path directory(ContainerDefinition definition, RunConfig config) {
    String own = definition.spec().path("workingDir").asString("");
    String directory = own.isEmpty() ? config.workingDir() : own;
    return Path.of(directory.isEmpty() ? "/" : directory);
  }

  private NetworkMode network() {
    return resources.network();
  }

  private List<ContainerMount> mounts(
      KubeObject pod, ContainerDefinition definition, int attempt, Map<String, String> references)
      throws VolumeProblem, IOException {
    var mounts = new ArrayList<>(resources.files());
    mounts.add(ContainerMount.tmpfs(Path.of("/dev/shm"), "size=64m", "mode=1777"));
    mounts.addAll(
        TerminationMessage.mount(
            definition, TerminationMessage.file(parts, pod.uid(), definition.name(), attempt)));
    for (JsonNode mount : definition.spec().path("volumeMounts")) {
      String subPath =
          mount.has("subPathExpr")
              ? Expansion.expand(mount.path("subPathExpr").asString(""), references)
              : mount.path("subPath").asString("");
      Path source = resources.volumes().path(mount.path("name").asString(""), subPath);
      Path target = Path.of("/").resolve(mount.path("mountPath").asString("/"));
      boolean readOnly =
          mount.path("readOnly").asBoolean(false)
              || isConfiguration(pod, mount.path("name").asString(""));
      mounts.removeIf(m -> m.target().equals(target));
      mounts.add(
          readOnly
              ? ContainerMount.bindReadOnly(source, target)
              : ContainerMount.bind(source, target));
    }
    return mounts;
  }

  private static boolean isConfiguration(KubeObject pod, String volume) {
    for (JsonNode one : pod.spec().path("volumes")) {
      if (one.path("name").asString("").equals(volume)) {
        return one.has("configMap")
            || one.has("secret")
            || one.has("projected")
            || one.has("downwardAPI");
      }
    }
    return false;
  }
}
