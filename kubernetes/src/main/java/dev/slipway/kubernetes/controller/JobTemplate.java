package dev.slipway.kubernetes.controller;

import dev.slipway.manifest.KubeObject;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes the pods of a Job. */
record JobTemplate(KubeObject job) {
  private static final String VARIABLE = "JOB_COMPLETION_INDEX";

  KubeObject pod() {
    return KubeObject.of(tree(job.name() + "-"));
  }

  /** A pod that knows which part of the work is its own. */
  KubeObject pod(int index) {
    ObjectNode pod = tree(job.name() + "-" + index + "-");
    String text = Integer.toString(index);
    pod.withObject("/metadata").withObject("/annotations").put(JobPod.INDEX, text);
    pod.withObject("/metadata").withObject("/labels").put(JobPod.INDEX, text);
    var spec = (ObjectNode) pod.path("spec");
    if (!spec.hasNonNull("hostname")) {
      spec.put("hostname", job.name() + "-" + index);
    }
    for (String list : List.of("initContainers", "containers")) {
      spec.path(list).forEach(c -> tell((ObjectNode) c, text));
    }
    return KubeObject.of(pod);
  }

  private static void tell(ObjectNode container, String index) {
    ArrayNode variables = container.withArray("/env");
    for (JsonNode variable : variables) {
      if (variable.path("name").asString("").equals(VARIABLE)) {
        return;
      }
    }
    variables.addObject().put("name", VARIABLE).put("value", index);
  }

  private ObjectNode tree(String prefix) {
    JsonNode template = job.spec().path("template");
    ObjectNode pod =
        JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata");
    metadata.put("generateName", prefix).put("namespace", job.namespace());
    for (String field : List.of("labels", "annotations")) {
      JsonNode value = template.path("metadata").path(field);
      if (!value.isEmpty()) {
        metadata.set(field, value.deepCopy());
      }
    }
    ArrayNode finalizers = metadata.putArray("finalizers");
    template.path("metadata").path("finalizers").forEach(finalizers::add);
    finalizers.add(JobPod.TRACKING);
    Owners.control(pod, job);
    pod.set("spec", template.path("spec").deepCopy());
    return pod;
  }
}
