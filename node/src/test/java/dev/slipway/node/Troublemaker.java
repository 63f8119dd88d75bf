package dev.slipway.node;

import dev.slipway.container.Container;
import dev.slipway.container.ContainerState;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.DeleteOptions;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Does to a Deployment and its pods what users and bad luck do, as a seed has it. */
final class Troublemaker {
  static final ObjectName WEB = new ObjectName("default", "web");
  private static final int KILL = 9;

  private final TestMachine machine;
  private final ShiftedClock clock;
  private final Random random;

  /** A file of a pod's name makes its probes fail. */
  private final Path ill;

  Troublemaker(TestMachine machine, ShiftedClock clock, Random random, Path ill) {
    this.machine = machine;
    this.clock = clock;
    this.random = random;
    this.ill = ill;
  }

  /** Nothing here makes a pod fail that is ready. */
  void disturb() throws IOException {
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> setImage("web:" + (1 + random.nextInt(4)));
      case 4 -> setImage("missing:1");
      case 5 -> undo();
      case 6 -> edit(spec -> spec.put("paused", true));
      case 7, 8, 9 -> edit(spec -> spec.remove("paused"));
      default -> clock.shiftBy(Duration.ofMinutes(random.nextInt(120) - 60));
    }
  }

  void harm() throws IOException {
    switch (random.nextInt(8)) {
      case 0 -> killContainer();
      case 1, 2 -> deletePod();
      case 3, 4 -> turnIll();
      case 5 -> edit(spec -> spec.put("replicas", random.nextInt(5)));
      default -> disturb();
    }
  }

  /** Takes all troubles away and asks for three pods of a last version. */
  void heal(String image) throws IOException {
    try (var files = Files.newDirectoryStream(ill)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    edit(spec -> {
      spec.remove("paused");
      spec.put("replicas", 3);
    });
    setImage(image);
  }

  private void edit(Consumer<ObjectNode> change) {
    machine
        .cluster()
        .edit(
            ResourceType.DEPLOYMENTS,
            WEB,
            tree -> change.accept(tree.withObject("/spec")),
            TestMachine.BY);
  }

  private void setImage(String image) {
    edit(spec -> ((ObjectNode) spec.at("/template/spec/containers/0")).put("image", image));
  }

  private void undo() {
    List<KubeObject> sets =
        machine.cluster().list(ResourceType.REPLICA_SETS, Selection.namespace("default")).items();
    if (!sets.isEmpty()) {
      KubeObject set = sets.get(random.nextInt(sets.size()));
      ObjectNode template = (ObjectNode) set.spec().path("template").deepCopy();
      template.withObject("/metadata/labels").remove("pod-template-hash");
      edit(spec -> spec.set("template", template));
    }
  }

  private void killContainer() {
    List<Container> containers =
        machine.containers().list().stream()
            .filter(c -> c.state() instanceof ContainerState.Running)
            .toList();
    if (!containers.isEmpty()) {
      machine.containers().signal(containers.get(random.nextInt(containers.size())), KILL);
    }
  }

  private void deletePod() {
    List<KubeObject> pods = machine.pods();
    if (!pods.isEmpty()) {
      var how = random.nextBoolean() ? DeleteOptions.DEFAULT : DeleteOptions.grace(0);
      try {
        ObjectName name = pods.get(random.nextInt(pods.size())).objectName();
        machine.cluster().delete(ResourceType.PODS, name, how);
      } catch (ApiException e) {
        // It may go by itself meanwhile.
        if (!e.isNotFound()) {
          throw e;
        }
      }
    }
  }

  private void turnIll() throws IOException {
    List<KubeObject> pods = machine.pods();
    if (!pods.isEmpty()) {
      Path file = ill.resolve(pods.get(random.nextInt(pods.size())).name());
      if (!Files.deleteIfExists(file)) {
        Files.createFile(file);
      }
    }
  }
}
