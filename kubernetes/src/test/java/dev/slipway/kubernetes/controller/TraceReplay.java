package dev.slipway.kubernetes.controller;

import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.controller.Trace.Row;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Feeds the planner with the inputs of a recorded run (spec changes, ReplicaSet statuses, time) and
 * keeps what it does: sizes, events and conditions.
 */
final class TraceReplay {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00.250Z");
  private static final int MANY = 100;

  /** After such a pause in the recording even a slow controller had caught up. */
  private static final int CAUGHT_UP = 1000;

  private final TraceScenario scenario;
  private final Map<String, KubeObject> sets = new LinkedHashMap<>();
  private final Map<String, Long> podsGone = new LinkedHashMap<>();
  private final EventSeries series = new EventSeries();
  private final List<String> sizes = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final List<String> available = new ArrayList<>();
  private final List<String> progressing = new ArrayList<>();
  private KubeObject deployment;
  private Optional<Long> wake = Optional.empty();
  private long millis;
  private int created;

  TraceReplay(TraceScenario scenario, Trace trace) {
    this.scenario = scenario;
    this.deployment = scenario.deployment();
    for (int i = 0; i < scenario.eventsBefore(); i++) {
      series.note("x", "earlier " + i, START);
    }
    List<Row> start =
        trace.rows().stream().takeWhile(r -> r.millis() <= scenario.startMillis()).toList();
    start.forEach(this::initial);
    trace.rows().stream().skip(start.size()).forEach(this::input);
    settle(millis + 1000);
  }

  private void initial(Row row) {
    if (row.kind() == Trace.Kind.DEP) {
      deployment =
          deployment.edited(tree -> {
            tree.withObject("/metadata").put("generation", row.number("generation"));
            tree.set("status", status(row));
          });
      noteConditions();
    } else if (row.kind() == Trace.Kind.RS) {
      KubeObject set = scenario.set(deployment, row);
      sets.put(set.name(), set);
      noteSize(set, "");
    }
  }

  private ObjectNode status(Row row) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("observedGeneration", row.number("observed"));
    for (String field : List.of("replicas", "updated", "ready", "available", "unavailable")) {
      if (row.number(field) > 0) {
        status.put(field.equals("replicas") ? field : field + "Replicas", (int) row.number(field));
      }
    }
    for (String type : List.of("Available", "Progressing")) {
      String[] value = row.fields().getOrDefault(type, "/").split("/");
      new Conditions(status)
          .set(new Conditions.Condition(type, value[0], value[1], ""), START.minusSeconds(60));
    }
    return status;
  }

  private void input(Row row) {
    settle(row.millis());
    millis = row.millis();
    if (row.kind() == Trace.Kind.DEP && row.number("generation") > deployment.generation()) {
      deployment =
          deployment.edited(tree -> {
            tree.withObject("/metadata").put("generation", row.number("generation"));
            scenario.edit(row.number("generation")).accept(tree.withObject("/spec"));
          });
      if (scenario.pace() == TraceScenario.Pace.AT_ONCE) {
        planUntilStable();
      }
    } else if (row.kind() == Trace.Kind.RS) {
      inputStatus(row);
    }
  }

  private void inputStatus(Row row) {
    for (KubeObject set : sets.values()) {
      var view = new ReplicaSetView(set);
      boolean same =
          view.statusReplicas() == row.number("replicas")
              && view.ready() == row.number("ready")
              && view.available() == row.number("available");
      if (view.revision() == row.number("rev") && !same) {
        if (view.statusReplicas() > row.number("replicas")) {
          podsGone.put(set.uid(), millis + 1000);
        }
        sets.put(set.name(), scenario.withStatus(set, row));
        if (scenario.pace() == TraceScenario.Pace.AT_ONCE) {
          planUntilStable();
        }
        return;
      }
    }
    if (scenario.pace() == TraceScenario.Pace.AS_RECORDED && !isKnown(row)) {
      plan();
    }
  }

  private boolean isKnown(Row row) {
    return sets.values().stream()
        .map(ReplicaSetView::new)
        .anyMatch(s -> s.revision() == row.number("rev") && s.replicas() == row.number("spec"));
  }

  /** Lets time pass: pods that were deleted go, and the planner wakes when it asked to. */
  private void settle(long until) {
    if (until - millis >= CAUGHT_UP) {
      planUntilStable();
    }
    while (true) {
      Optional<Long> gone =
          podsGone.values().stream().filter(t -> t > millis && t <= until).min(Long::compare);
      Optional<Long> next =
          wake.filter(t -> t <= until && gone.filter(g -> g < t).isEmpty()).or(() -> gone);
      if (next.isEmpty()) {
        return;
      }
      millis = Math.max(millis, next.get());
      wake = wake.filter(t -> t > millis);
      planUntilStable();
    }
  }

  private Instant now() {
    return START.plusMillis(millis);
  }

  private void planUntilStable() {
    for (int i = 0; i < MANY; i++) {
      if (plan().stream().allMatch(a -> a instanceof Action.Again)) {
        return;
      }
    }
    throw new AssertionError("the planner never comes to rest");
  }

  private List<Action> plan() {
    var snapshot =
        new DeploymentSnapshot(deployment, List.copyOf(sets.values()), pods(), Map.of(), now());
    List<Action> actions = DeploymentPlanner.plan(snapshot);
    actions.forEach(this::perform);
    return actions;
  }

  private List<KubeObject> pods() {
    var pods = new ArrayList<KubeObject>();
    for (KubeObject set : sets.values()) {
      int replicas = new ReplicaSetView(set).statusReplicas();
      if (replicas > 0 || podsGone.getOrDefault(set.uid(), 0L) > millis) {
        pods.add(
            KubeObject.create(
                ResourceType.PODS.groupVersionKind(),
                new ObjectName("default", set.name() + "-1"),
                tree -> Owners.control(tree, set)));
      }
    }
    return pods;
  }

  private void perform(Action action) {
    switch (action) {
      case Action.CreatePod _ -> throw new AssertionError("a Deployment creates no pods");
      case Action.Create(KubeObject set) -> store(scenario.stored(set, "new" + created++, now()));
      case Action.Update(KubeObject set) -> store(set);
      case Action.Delete(KubeObject set) -> {
        sets.remove(set.name());
        noteSize(set, " DELETED");
      }
      case Action.UpdateStatus(KubeObject object) -> {
        deployment = deployment.edited(t -> t.set("status", object.status()));
        noteConditions();
      }
      case Action.Annotate(KubeObject object, ObjectNode annotations) ->
          deployment =
              deployment.edited(t -> t.withObject("/metadata/annotations").setAll(annotations));
      case Action.Emit(KubeObject about, var severity, String reason, String message) ->
          events.add(
              severity.text()
                  + " "
                  + reason
                  + ": "
                  + series.note("x", named(message), now()).message());
      case Action.Again(Duration after) -> wake = Optional.of(millis + after.toMillis());
    }
  }

  private String named(String message) {
    String text = message;
    for (KubeObject set : sets.values()) {
      text = text.replace(set.name() + " ", "<RS rev " + new ReplicaSetView(set).revision() + "> ");
    }
    return text;
  }

  private void store(KubeObject set) {
    KubeObject before = sets.put(set.name(), set);
    if (before == null || !before.tree().equals(set.tree())) {
      noteSize(set, "");
    }
  }

  private void noteSize(KubeObject set, String suffix) {
    var view = new ReplicaSetView(set);
    var text = new StringBuilder();
    text.append("rev=").append(view.revision()).append(" spec=").append(view.replicas());
    if (scenario.showsAnnotations()) {
      text.append(" desired=").append(view.desired()).append(" max=").append(view.max());
    }
    if (!view.annotation(ReplicaSetView.HISTORY).isEmpty()) {
      text.append(" history=").append(view.annotation(ReplicaSetView.HISTORY));
    }
    sizes.add(text.append(suffix).toString());
  }

  private void noteConditions() {
    note(available, "Available");
    note(progressing, "Progressing");
  }

  private void note(List<String> list, String type) {
    String value =
        Conditions.find(deployment.status(), type)
            .map(c -> c.path("status").asString("") + "/" + c.path("reason").asString(""))
            .orElse("");
    if (list.isEmpty() || !list.getLast().equals(value)) {
      list.add(value);
    }
  }

  List<String> sizes() {
    return sizes;
  }

  List<String> events() {
    return events;
  }

  List<String> condition(String type) {
    return type.equals("Available") ? available : progressing;
  }

  KubeObject deployment() {
    return deployment;
  }
}
