package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.PodMetrics;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.types.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One metric of an autoscaler: how many replicas it asks for.
 *
 * @param spec an entry of {@code spec.metrics}
 */
record LoadMetric(JsonNode spec) {
  private static final double TOLERANCE = 0.1;
  private static final double NANO = 1e9;

  /** What a metric says. */
  sealed interface Reading {
    /**
     * It asks for so many replicas.
     *
     * @param status for {@code status.currentMetrics}
     */
    record Wanted(int replicas, String what, ObjectNode status) implements Reading {}

    /**
     * It cannot be read.
     *
     * @param context what was read, ahead of the problem where all of them are told
     */
    record Unknown(String reason, String context, String problem) implements Reading {}
  }

  /** A pod with its measured use and its request, in processors or bytes. */
  private record Load(double used, double requested) {}

  Reading read(List<KubeObject> pods, int current, PodMetrics metrics) {
    String type = spec.path("type").asString("");
    if (!type.equals("Resource") && !type.equals("ContainerResource")) {
      return new Reading.Unknown(
          "InvalidMetricSourceType",
          "",
          "metrics of type \"" + type + "\" are not measured here; use Resource metrics");
    }
    JsonNode source = spec.path(type.equals("Resource") ? "resource" : "containerResource");
    String name = source.path("name").asString("");
    if (!name.equals("cpu") && !name.equals("memory")) {
      return unknown(source, name, "resource " + name + " is not measured: cpu and memory are");
    }
    return read(pods, current, metrics, source, name);
  }

  private static Reading.Unknown unknown(JsonNode source, String name, String problem) {
    boolean ofOne = source.has("container");
    return new Reading.Unknown(
        ofOne ? "FailedGetContainerResourceMetric" : "FailedGetResourceMetric",
        "failed to get " + name + (ofOne ? " container" : "") + " resource metric value: ",
        "failed to get " + name + (isRelative(source) ? " utilization: " : " usage: ") + problem);
  }

  private static boolean isRelative(JsonNode source) {
    return source.path("target").path("type").asString("").equals("Utilization");
  }

  private Reading read(
      List<KubeObject> pods, int current, PodMetrics metrics, JsonNode source, String name) {
    double used = 0;
    double requested = 0;
    int ready = 0;
    double missingRequests = 0;
    int missing = 0;
    int unready = 0;
    double unreadyRequests = 0;
    boolean relative = isRelative(source);
    for (KubeObject pod : pods) {
      if (pod.isBeingDeleted() || new PodView(pod).isFinished()) {
        continue;
      }
      Optional<PodMetrics.Sample> sample = metrics.of(pod);
      Optional<Double> request = request(pod, source, name);
      if (relative && request.isEmpty()) {
        String lacking = withoutRequest(pod, source, name).orElse("");
        return unknown(
            source,
            name,
            "missing request for " + name + " in container " + lacking + " of Pod " + pod.name());
      }
      double asked = request.orElse(0.0);
      if (sample.isEmpty()) {
        missing++;
        missingRequests += asked;
      } else if (name.equals("cpu") && !new PodView(pod).isReady()) {
        unready++;
        unreadyRequests += asked;
      } else {
        ready++;
        used += used(sample.get(), source, name);
        requested += asked;
      }
    }
    if (ready == 0) {
      return unknown(
          source,
          name,
          "unable to get metrics for resource "
              + name
              + ": no metrics returned from resource metrics API");
    }
    var load = new Load(used, requested);
    double target = target(source, relative);
    double ratio = ratio(load, ready, relative, target);
    int wanted =
        missing + unready == 0
            ? plain(ratio, ready, current)
            : cautious(
                ratio,
                new Load(
                    used + (ratio < 1 ? (relative ? missingRequests : missing * target) : 0),
                    requested + missingRequests + (ratio > 1 ? unreadyRequests : 0)),
                ready + missing + (ratio > 1 ? unready : 0),
                relative,
                target,
                current);
    return new Reading.Wanted(wanted, describe(source, name), status(source, name, load, ready));
  }

  private static int plain(double ratio, int ready, int current) {
    return Math.abs(1 - ratio) <= TOLERANCE ? current : (int) Math.ceil(ratio * ready);
  }

  /** Pods of which nothing is known may neither cause growth nor allow shrinking. */
  private static int cautious(
      double first, Load load, int count, boolean relative, double target, int current) {
    double ratio = ratio(load, count, relative, target);
    if (Math.abs(1 - ratio) <= TOLERANCE || (first < 1) != (ratio < 1)) {
      return current;
    }
    int wanted = (int) Math.ceil(ratio * count);
    boolean contrary = ratio < 1 ? wanted > current : wanted < current;
    return contrary ? current : wanted;
  }

  private static double ratio(Load load, int count, boolean relative, double target) {
    return relative ? load.used() / load.requested() * 100 / target : load.used() / count / target;
  }

  private static double target(JsonNode source, boolean relative) {
    JsonNode target = source.path("target");
    return relative
        ? target.path("averageUtilization").asInt(80)
        : amount(target.path("averageValue").asString("1")).orElse(1.0);
  }

  private static Optional<Double> amount(String text) {
    return Quantity.parse(text).map(q -> q.value().doubleValue());
  }

  /** The sum over its containers, or the one that is meant; empty when one states none. */
  private static Optional<Double> request(KubeObject pod, JsonNode source, String name) {
    double sum = 0;
    for (JsonNode container : counted(pod, source)) {
      Optional<Double> one = request(container, name);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      sum += one.get();
    }
    return Optional.of(sum);
  }

  private static Optional<Double> request(JsonNode container, String name) {
    return amount(container.path("resources").path("requests").path(name).asString(""));
  }

  private static List<JsonNode> counted(KubeObject pod, JsonNode source) {
    String only = source.path("container").asString("");
    return pod.spec()
        .path("containers")
        .valueStream()
        .filter(c -> only.isEmpty() || only.equals(c.path("name").asString("")))
        .toList();
  }

  private static Optional<String> withoutRequest(KubeObject pod, JsonNode source, String name) {
    return counted(pod, source).stream()
        .filter(c -> request(c, name).isEmpty())
        .map(c -> c.path("name").asString(""))
        .findFirst();
  }

  private static double used(PodMetrics.Sample sample, JsonNode source, String name) {
    String only = source.path("container").asString("");
    return sample.containers().stream()
        .filter(u -> only.isEmpty() || only.equals(u.container()))
        .mapToDouble(u -> name.equals("cpu") ? u.nanoCores() / NANO : u.bytes())
        .sum();
  }

  private static String describe(JsonNode source, String name) {
    return name
        + (source.has("container") ? " container resource" : " resource")
        + (isRelative(source) ? " utilization (percentage of request)" : "");
  }

  private ObjectNode status(JsonNode source, String name, Load load, int ready) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    String type = spec.path("type").asString("");
    status.put("type", type);
    ObjectNode resource =
        status.putObject(type.equals("Resource") ? "resource" : "containerResource");
    resource.put("name", name);
    if (source.has("container")) {
      resource.set("container", source.get("container"));
    }
    ObjectNode current = resource.putObject("current");
    if (isRelative(source) && load.requested() > 0) {
      current.put("averageUtilization", (int) (load.used() / load.requested() * 100));
    }
    // In thousandths, as Kubernetes divides; so are bytes.
    long thousandths = (long) (load.used() * 1000 / ready + 1e-6);
    var average = new Quantity(BigDecimal.valueOf(thousandths, 3), Quantity.Style.DECIMAL);
    current.put("averageValue", average.canonical());
    return status;
  }
}
