package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.PodMetrics;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.ResourceType.Trait;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.kubernetes.controller.LoadMetric.Reading;
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

  Optional<Duration> reconcile(ObjectName name) {
    Optional<KubeObject> found = cluster.find(ResourceType.HORIZONTAL_POD_AUTOSCALERS, name);
    if (found.isEmpty() || found.get().isBeingDeleted()) {
      return Optional.empty();
    }
    KubeObject autoscaler = found.get();
    ScalingLook look = look(autoscaler);
    report(autoscaler, look);
    return Optional.of(PERIOD);
  }

  private ScalingLook look(KubeObject autoscaler) {
    var look = new ScalingLook();
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
                  ? "no matches for kind \"%s\" in group \"%s\""
                      .formatted(kind.kind(), kind.group())
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

  private void decide(
      KubeObject autoscaler, ResourceType type, KubeObject target, ScalingLook look) {
    int least = autoscaler.spec().path("minReplicas").asInt(1);
    int most = autoscaler.spec().path("maxReplicas").asInt(1);
    Optional<String> why = outside(look, least, most);
    if (why.isEmpty()) {
      why = measured(autoscaler, target, look, least, most);
    }
    if (why.isPresent() && look.desired != look.current) {
      rescale(autoscaler, type, target, look, why.get());
      history(autoscaler).scaled(cluster.clock().instant(), look.desired - look.current);
    }
  }

  private ScalingHistory history(KubeObject autoscaler) {
    return histories.computeIfAbsent(autoscaler.uid(), uid -> new ScalingHistory());
  }

  /** A size outside the bounds is mended whatever the metrics say; tells why. */
  private static Optional<String> outside(ScalingLook look, int least, int most) {
    if (look.current > most) {
      look.desired = most;
      return Optional.of("Current number of replicas above Spec.MaxReplicas");
    }
    if (look.current < least) {
      look.desired = least;
      return Optional.of("Current number of replicas below Spec.MinReplicas");
    }
    return Optional.empty();
  }

  /** Goes by the metrics; tells why another size is needed, and nothing when none can be read. */
  private Optional<String> measured(
      KubeObject autoscaler, KubeObject target, ScalingLook look, int least, int most) {
    Optional<Reading.Wanted> read = read(autoscaler, target, look);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    int wanted = read.get().replicas();
    var settled =
        history(autoscaler)
            .settle(
                autoscaler.spec().path("behavior"),
                look.current,
                wanted,
                cluster.clock().instant());
    look.desired = Math.clamp(settled.replicas(), least, most);
    look.sayHowSettled(settled, wanted);
    look.sayHowLimited(settled, least, most);
    return Optional.of(
        look.desired > look.current
            ? read.get().what() + " above target"
            : "All metrics below target");
  }

  /** The metric that asks for most decides. */
  private Optional<Reading.Wanted> read(
      KubeObject autoscaler, KubeObject target, ScalingLook look) {
    var selector = LabelSelector.of(target.spec().path("selector"));
    List<KubeObject> pods =
        cluster
            .list(ResourceType.PODS, Selection.namespace(target.namespace()).with(selector))
            .items();
    Optional<Reading.Wanted> most = Optional.empty();
    var problems = new ArrayList<Reading.Unknown>();
    for (JsonNode spec : autoscaler.spec().path("metrics")) {
      switch (new LoadMetric(spec).read(pods, look.current, metrics)) {
        case Reading.Wanted wanted -> {
          look.readings.add(wanted.status());
          most = most.filter(m -> m.replicas() >= wanted.replicas()).or(() -> Optional.of(wanted));
        }
        case Reading.Unknown unknown -> problems.add(unknown);
      }
    }
    // What cannot be read might ask for more: growing is safe, shrinking is not.
    if (!problems.isEmpty() && most.filter(m -> m.replicas() >= look.current).isEmpty()) {
      tell(autoscaler, problems, look);
      return Optional.empty();
    }
    if (most.isEmpty()) {
      return Optional.empty();
    }
    look.say(
        "ScalingActive",
        "True",
        "ValidMetricFound",
        "the HPA was able to successfully calculate a replica count from " + most.get().what());
    return most;
  }

  private void tell(KubeObject autoscaler, List<Reading.Unknown> problems, ScalingLook look) {
    Reading.Unknown first = problems.getFirst();
    look.say(
        "ScalingActive",
        "False",
        first.reason(),
        "the HPA was unable to compute the replica count: " + first.problem());
    events.record(autoscaler, Severity.WARNING, first.reason(), first.problem());
    String all =
        "invalid metrics (%d invalid out of %d), first error is: %s"
            .formatted(
                problems.size(),
                autoscaler.spec().path("metrics").size(),
                first.context() + first.problem());
    events.record(autoscaler, Severity.WARNING, "FailedComputeMetricsReplicas", all);
  }

  private void rescale(
      KubeObject autoscaler, ResourceType type, KubeObject target, ScalingLook look, String why) {
    cluster.edit(
        type,
        target.objectName(),
        tree -> tree.withObject("/spec").put("replicas", look.desired),
        BY.through("scale"));
    events.record(
        autoscaler,
        Severity.NORMAL,
        "SuccessfulRescale",
        "New size: " + look.desired + "; reason: " + why);
    look.scaled = true;
    look.say(
        "AbleToScale",
        "True",
        "SucceededRescale",
        "the HPA controller was able to update the target scale to " + look.desired);
  }

  private void report(KubeObject autoscaler, ScalingLook look) {
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
