package dev.slipway.kubernetes.controller;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.controller.Conditions.Condition;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which ReplicaSet stands for the present template, and the numbers of revisions. */
final class Revisions {
  private static final int HISTORY_LIMIT = 2000;
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
  private static final Set<String> OWN_TO_THE_SET =
      Set.of(
          LAST_APPLIED,
          ReplicaSetView.REVISION,
          ReplicaSetView.HISTORY,
          ReplicaSetView.DESIRED,
          ReplicaSetView.MAX,
          "deprecated.deployment.rollback.to");

  private Revisions() {}

  /** Whether two pod templates are equal but for the hash label that tells sets apart. */
  static boolean sameTemplate(JsonNode one, JsonNode other) {
    return withoutHash(one).equals(withoutHash(other));
  }

  private static JsonNode withoutHash(JsonNode template) {
    if (!(template.deepCopy() instanceof ObjectNode copy)) {
      return template;
    }
    if (copy.path("metadata").path("labels") instanceof ObjectNode labels) {
      labels.remove(ReplicaSetView.HASH_LABEL);
      if (labels.isEmpty()) {
        copy.withObject("/metadata").remove("labels");
      }
    }
    return copy;
  }

  /**
   * Brings the present template's set and the Deployment's revision up to date, if there is one.
   */
  static void sync(Rollout rollout) {
    rollout.current().ifPresent(set -> syncExisting(rollout, set));
  }

  /** As {@link #sync}, creating the set when there is none. */
  static void syncOrCreate(Rollout rollout) {
    if (rollout.current().isPresent()) {
      sync(rollout);
    } else {
      create(rollout);
    }
  }

  private static void syncExisting(Rollout rollout, ReplicaSetView set) {
    ReplicaSetView updated = annotated(rollout, set, nextRevision(rollout));
    int minReady = rollout.deployment().spec().path("minReadySeconds").asInt(0);
    if (set.object().spec().path("minReadySeconds").asInt(0) != minReady) {
      updated =
          new ReplicaSetView(
              updated
                  .object()
                  .edited(tree -> tree.withObject("/spec").put("minReadySeconds", minReady)));
    }
    if (!updated.object().equals(set.object())) {
      rollout.update(updated);
    }
    rollout.annotate(ReplicaSetView.REVISION, updated.annotation(ReplicaSetView.REVISION));
    boolean unknown = Conditions.find(rollout.deployment().status(), "Progressing").isEmpty();
    if (unknown) {
      progressing(
          rollout, "FoundNewReplicaSet", "Found new replica set \"" + updated.name() + "\"");
    }
  }

  private static void create(Rollout rollout) {
    long revision = nextRevision(rollout);
    ReplicaSetView empty = annotated(rollout, blank(rollout), revision);
    int size = RollingUpdate.sizeOfNew(rollout, empty);
    DeploymentView deployment = rollout.deployment();
    ReplicaSetView set = empty.scaled(size, deployment.replicas(), deployment.max());
    rollout.create(set);
    rollout.annotate(ReplicaSetView.REVISION, set.annotation(ReplicaSetView.REVISION));
    // A rollout that was just resumed has said so; what it says next is that it progresses.
    String before = Conditions.reason(deployment.status(), "Progressing");
    if (!before.equals("DeploymentResumed")) {
      progressing(
          rollout, "NewReplicaSetCreated", "Created new replica set \"" + set.name() + "\"");
    }
  }

  private static void progressing(Rollout rollout, String reason, String message) {
    if (rollout.deployment().progressDeadline().isEmpty()) {
      return;
    }
    ObjectNode status = DeploymentStatus.copyOf(rollout.deployment());
    new Conditions(status)
        .set(new Condition("Progressing", "True", reason, message), rollout.now());
    rollout.writeStatus(status);
  }

  private static long nextRevision(Rollout rollout) {
    return rollout.old().stream().mapToLong(ReplicaSetView::revision).max().orElse(0) + 1;
  }

  /** The set with the Deployment's annotations and, when its number grows, the old one noted. */
  private static ReplicaSetView annotated(Rollout rollout, ReplicaSetView set, long revision) {
    var changes = new TreeMap<String, String>();
    rollout
        .deployment()
        .object()
        .annotations()
        .forEach((key, value) -> {
          if (!OWN_TO_THE_SET.contains(key)) {
            changes.put(key, value);
          }
        });
    boolean numbered = !set.annotation(ReplicaSetView.REVISION).isEmpty();
    if (!numbered || set.revision() < revision) {
      changes.put(ReplicaSetView.REVISION, String.valueOf(revision));
      if (numbered) {
        changes.put(ReplicaSetView.HISTORY, history(set));
      }
    }
    return set.annotated(changes);
  }

  private static String history(ReplicaSetView set) {
    var numbers = new ArrayList<String>();
    String before = set.annotation(ReplicaSetView.HISTORY);
    if (!before.isEmpty()) {
      numbers.addAll(List.of(before.split(",")));
    }
    numbers.add(set.annotation(ReplicaSetView.REVISION));
    while (String.join(",", numbers).length() > HISTORY_LIMIT) {
      numbers.removeFirst();
    }
    return String.join(",", numbers);
  }

  private static ReplicaSetView blank(Rollout rollout) {
    DeploymentView deployment = rollout.deployment();
    String hash = hash(deployment);
    ObjectNode template = (ObjectNode) deployment.spec().path("template").deepCopy();
    template.withObject("/metadata/labels").put(ReplicaSetView.HASH_LABEL, hash);
    var name = new ObjectName(deployment.object().namespace(), deployment.name() + "-" + hash);
    return new ReplicaSetView(
        KubeObject.create(
            ResourceType.REPLICA_SETS.groupVersionKind(),
            name,
            set -> fill(set, deployment, template, hash)));
  }

  private static void fill(
      ObjectNode set, DeploymentView deployment, ObjectNode template, String hash) {
    set.withObject("/metadata").set("labels", template.path("metadata").path("labels").deepCopy());
    Owners.control(set, deployment.object());
    ObjectNode spec = set.putObject("spec").put("replicas", 0);
    int minReady = deployment.spec().path("minReadySeconds").asInt(0);
    if (minReady > 0) {
      spec.put("minReadySeconds", minReady);
    }
    ObjectNode selector = (ObjectNode) deployment.spec().path("selector").deepCopy();
    selector.withObject("/matchLabels").put(ReplicaSetView.HASH_LABEL, hash);
    spec.set("selector", selector);
    spec.set("template", template);
  }

  /** A short name for the template; clashes are told apart by {@code status.collisionCount}. */
  private static String hash(DeploymentView deployment) {
    String salt = deployment.status().path("collisionCount").asString("");
    JsonNode template = withoutHash(deployment.spec().path("template"));
    int hash = 0x811c9dc5;
    for (byte b : (canonical(template) + salt).getBytes(UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x01000193;
    }
    var text = new StringBuilder();
    for (char digit : Integer.toUnsignedString(hash).toCharArray()) {
      text.append(ALPHABET.charAt(digit % ALPHABET.length()));
    }
    return text.toString();
  }

  private static String canonical(JsonNode node) {
    if (node.isObject()) {
      var text = new StringBuilder("{");
      node.properties().stream()
          .sorted(Comparator.comparing(Map.Entry::getKey))
          .forEach(e -> text.append(e.getKey()).append(':').append(canonical(e.getValue())));
      return text.append('}').toString();
    }
    if (node.isArray()) {
      var text = new StringBuilder("[");
      node.forEach(element -> text.append(canonical(element)).append(','));
      return text.append(']').toString();
    }
    return Json.text(node);
  }
}
