package dev.slipway.kubernetes.controller;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.controller.Trace.Row;
import dev.slipway.manifest.KubeObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was done in a recorded run.
 *
 * @param file the name of the recording
 * @param spec the Deployment's spec at the start, without selector and template
 * @param images the images of revisions 1, 2, … at the start; the last is the present one
 * @param edits per generation what was changed
 * @param eventsBefore how many events had been sent before the recording
 * @param startMillis rows up to this time are the initial state
 * @param pace when the planner is asked
 */
record TraceScenario(
    String file,
    String spec,
    List<String> images,
    Map<Long, Consumer<ObjectNode>> edits,
    int eventsBefore,
    long startMillis,
    Pace pace) {

  /** When the planner is asked. */
  enum Pace {
    /** At every input: the recorded controller kept up with them. */
    AT_ONCE,
    /** When the recording shows an output: its controller lagged behind, being rate-limited. */
    AS_RECORDED
  }

  static Consumer<ObjectNode> image(String image) {
    return spec -> spec.withObject("/template").set("spec", template(image).path("spec"));
  }

  static Consumer<ObjectNode> replicas(int replicas) {
    return spec -> spec.put("replicas", replicas);
  }

  @Override
  public String toString() {
    return file;
  }

  Consumer<ObjectNode> edit(long generation) {
    return Objects.requireNonNull(edits.get(generation), "no edit makes that generation");
  }

  boolean showsAnnotations() {
    return !file.contains("rolling-10") && !file.contains("bad-image");
  }

  KubeObject deployment() {
    return KubeObject.of(
        json(
            """
            {"apiVersion":"apps/v1","kind":"Deployment",
             "metadata":{"name":"web","namespace":"default","uid":"web-uid","generation":1,
              "annotations":{"deployment.kubernetes.io/revision":"%d"}},
             "spec":{"selector":{"matchLabels":{"app":"web"}},"template":%s,%s}}
            """
                .formatted(images.size(), template(images.getLast()), spec)));
  }

  /** A ReplicaSet as the first rows of the recording show it. */
  KubeObject set(KubeObject deployment, Row row) {
    int revision = Math.toIntExact(row.number("rev"));
    var view = new DeploymentView(deployment);
    ObjectNode tree =
        json(
            """
            {"apiVersion":"apps/v1","kind":"ReplicaSet",
             "metadata":{"name":"web-old%1$d","namespace":"default","uid":"old%1$d",
              "generation":1,"creationTimestamp":"2025-01-01T00:0%1$d:00Z",
              "annotations":{"deployment.kubernetes.io/revision":"%1$d",
               "deployment.kubernetes.io/desired-replicas":"%2$d",
               "deployment.kubernetes.io/max-replicas":"%3$d"}},
             "spec":{"replicas":%4$d,"template":%5$s}}
            """
                .formatted(
                    revision,
                    view.replicas(),
                    view.max(),
                    row.number("spec"),
                    template(images.get(revision - 1))));
    int minReady = view.spec().path("minReadySeconds").asInt(0);
    if (minReady > 0) {
      tree.withObject("/spec").put("minReadySeconds", minReady);
    }
    return withStatus(KubeObject.of(tree), row);
  }

  KubeObject withStatus(KubeObject set, Row row) {
    return set.edited(tree -> {
      ObjectNode status = tree.withObject("/status");
      status.put("replicas", (int) row.number("replicas"));
      status.put("readyReplicas", (int) row.number("ready"));
      status.put("availableReplicas", (int) row.number("available"));
      status.put("observedGeneration", set.generation());
    });
  }

  KubeObject stored(KubeObject set, String uid, Instant now) {
    return set.edited(tree -> {
      ObjectNode metadata = tree.withObject("/metadata");
      metadata.put("uid", uid).put("creationTimestamp", now.toString()).put("generation", 1);
    });
  }

  private static ObjectNode template(String image) {
    return json(
        """
        {"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"%s"}]}}
        """
            .formatted(image));
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) Json.parse(text.getBytes(StandardCharsets.UTF_8), "scenario");
  }
}
