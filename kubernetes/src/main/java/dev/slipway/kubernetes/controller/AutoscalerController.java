package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.PodMetrics;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.ResourceType.Trait;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.kubernetes.controller.Conditions.Condition;
import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.ObjectName;
import dev.slipway.manifest.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Scales what HorizontalPodAutoscalers point at by what its pods use. */
final class AutoscalerController {
  private static final Duration PERIOD = Duration.ofSeconds(15);
  private static final WriteOptions BY = WriteOptions.by("horizontal-pod-autoscaler");

  private final Cluster cluster;
  private final EventRecorder events;
  private final PodMetrics metrics;
  private final Map<String, ScalingHistory> histories = new ConcurrentHashMap<>();

  AutoscalerController(Cluster cluster, EventRecorder events, PodMetrics metrics) {
    this.cluster = cluster;
    this.events = events;
    this.metrics = metrics;
  }

  /** What one look at an autoscaler came to. */
  private static final class Look {
    final List<Condition> conditions = new ArrayList<>();
    final List<ObjectNode> readings = new ArrayList<>();
    int current;
    int desired;
    boolean scaled;

    void say(String type, String status, String reason, String message) {
      conditions.add(new Condition(type, status, reason, message));
    }
  }

  Optional<Duration> reconcile(ObjectName name) {
    Optional<KubeObject> found = cluster.find(ResourceType.HORIZONTAL_POD_AUTOSCALERS, name);
    if (found.isEmpty() || found.get().isBeingDeleted()) {
      return Optional.empty();
    }
    KubeObject autoscaler = found.get();
    Look look = look(autoscaler);
    report(autoscaler, look);
    return Optional.of(PERIOD);
  }

  private Look look(KubeObject autoscaler) {
    var look = new Look();
    JsonNode reference = autoscaler.spec().path("scaleTargetRef");
    var kind =
        GroupVersionKind.of(
            reference.path("apiVersion").asString(""), reference.path("kind").asString(""));
    var name = new ObjectName(autoscaler.namespace(), reference.path("name").asString(""));
    Optional<ResourceType> type = ResourceType.of(kind).filter(t -> t.has(Trait.SCALE));
    Optional<KubeObject> target = type.flatMap(t -> cluster.find(t, name));
    if (target.isEmpty()) {
      String problem =
          "the HPA controller was unable to get the target's current scale: "
              + (type.isEmpty()
                  ? "no matches for kind \"" + kind.kind() + "\" with a scale"
                  : type.get().qualifiedName() + " \"" + name.name() + "\" not found");
      look.say("AbleToScale", "False", "FailedGetScale", problem);
      events.record(autoscaler, Severity.WARNING, "FailedGetScale", problem);
      return look;
    }
    look.say(
        "AbleToScale",
        "True",
        "SucceededGetScale",
        "the HPA controller was able to get the target's current scale");
    look.current = target.get().spec().path("replicas").asInt(1);
    look.desired = look.current;
    if (look.current == 0) {
      look.say(
          "ScalingActive",
          "False",
          "ScalingDisabled",
          "scaling is disabled since the replica count of the target is zero");
      return look;
    }
    decide(autoscaler, type.orElseThrow(), target.get(), look);
    return look;
  }

  private void decide(KubeObject autoscaler, ResourceType type, KubeObject target, Look look) {
    Optional<LoadMetric.Reading.Wanted> wanted = read(autoscaler, target, look);
    if (wanted.isEmpty()) {
      return;
    }
    int least = autoscaler.spec().path("minReplicas").asInt(1);
    int most = autoscaler.spec().path("maxReplicas").asInt(1);
    Instant now = cluster.clock().instant();
    ScalingHistory history =
        histories.computeIfAbsent(autoscaler.uid(), uid -> new ScalingHistory());
    int settled =
        look.current > most
            ? most
            : history.settle(
                autoscaler.spec().path("behavior"), look.current, wanted.get().replicas(), now);
    look.desired = Math.clamp(settled, least, Math.max(least, most));
    limit(look, wanted.get().replicas(), least, most);
    if (look.desired != look.current) {
      rescale(autoscaler, type, target, look, wanted.get());
      history.scaled(now, look.desired - look.current);
    }
  }

  /** The metric that asks for most decides. */
  private Optional<LoadMetric.Reading.Wanted> read(
      KubeObject autoscaler, KubeObject target, Look look) {
    var selector = LabelSelector.of(target.spec().path("selector"));
    List<KubeObject> pods =
        cluster
            .list(ResourceType.PODS, Selection.namespace(target.namespace()).with(selector))
            .items();
    Optional<LoadMetric.Reading.Wanted> most = Optional.empty();
    Optional<LoadMetric.Reading.Unknown> problem = Optional.empty();
    for (JsonNode spec : autoscaler.spec().path("metrics")) {
      switch (new LoadMetric(spec).read(pods, look.current, metrics)) {
        case LoadMetric.Reading.Wanted wanted -> {
          look.readings.add(wanted.status());
          most = most.filter(m -> m.replicas() >= wanted.replicas()).or(() -> Optional.of(wanted));
        }
        case LoadMetric.Reading.Unknown unknown -> problem = Optional.of(unknown);
      }
    }
    // What cannot be read might ask for more: growing is safe, shrinking is not.
    if (most.isEmpty() || (problem.isPresent() && most.get().replicas() < look.current)) {
      problem.ifPresent(p -> {
        look.say("ScalingActive", "False", p.reason(), p.message());
        events.record(autoscaler, Severity.WARNING, p.reason(), p.message());
      });
      return Optional.empty();
    }
    look.say(
        "ScalingActive",
        "True",
        "ValidMetricFound",
        "the HPA was able to successfully calculate a replica count from " + most.get().what());
    return most;
  }

  private static void limit(Look look, int wanted, int least, int most) {
    if (wanted > most) {
      look.say(
          "ScalingLimited",
          "True",
          "TooManyReplicas",
          "the desired replica count is more than the maximum replica count");
    } else if (wanted < least) {
      look.say(
          "ScalingLimited",
          "True",
          "TooFewReplicas",
          "the desired replica count is less than the minimum replica count");
    } else {
      look.say(
          "ScalingLimited",
          "False",
          "DesiredWithinRange",
          "the desired count is within the acceptable range");
    }
  }

  private void rescale(
      KubeObject autoscaler,
      ResourceType type,
      KubeObject target,
      Look look,
      LoadMetric.Reading.Wanted wanted) {
    cluster.edit(
        type,
        target.objectName(),
        tree -> tree.withObject("/spec").put("replicas", look.desired),
        BY.through("scale"));
    String why =
        look.desired > look.current ? wanted.what() + " above target" : "All metrics below target";
    events.record(
        autoscaler,
        Severity.NORMAL,
        "SuccessfulRescale",
        "New size: " + look.desired + "; reason: " + why);
    look.scaled = true;
    look.conditions.removeIf(c -> c.type().equals("AbleToScale"));
    look.say(
        "AbleToScale",
        "True",
        "SucceededRescale",
        "the HPA controller was able to update the target scale to " + look.desired);
  }

  private void report(KubeObject autoscaler, Look look) {
    Instant now = cluster.clock().instant();
    cluster.editStatus(
        ResourceType.HORIZONTAL_POD_AUTOSCALERS,
        autoscaler.objectName(),
        tree -> {
          ObjectNode status = tree.withObject("/status");
          status.put("observedGeneration", autoscaler.generation());
          status.put("currentReplicas", look.current).put("desiredReplicas", look.desired);
          if (look.scaled) {
            status.put("lastScaleTime", Timestamps.seconds(now));
          }
          status.remove("currentMetrics");
          if (!look.readings.isEmpty()) {
            var list = status.putArray("currentMetrics");
            look.readings.forEach(list::add);
          }
          var conditions = new Conditions(status, Conditions.Stamp.NONE);
          look.conditions.forEach(c -> conditions.set(c, now));
        },
        BY);
  }
}
