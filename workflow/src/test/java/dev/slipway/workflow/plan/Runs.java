package dev.slipway.workflow.plan;

import dev.slipway.base.Json;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Value;
import dev.slipway.workflow.syntax.Workflow;
import dev.slipway.workflow.syntax.WorkflowReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run that a test plays: it says how jobs end and sees what the planner wants. */
final class Runs {
  private RunState state;
  final List<String> log = new ArrayList<>();

  Runs(String yaml) {
    this(RunState.begin(workflow(yaml, Map.of()), contexts(), RunState.Trust.REPOSITORY));
  }

  Runs(RunState state) {
    this.state = state;
    advance();
  }

  static Workflow workflow(String yaml, Map<String, String> others) {
    return WorkflowReader.require(
        yaml.getBytes(StandardCharsets.UTF_8),
        ".github/workflows/ci.yaml",
        path -> Optional.ofNullable(others.get(path)).map(y -> y.getBytes(StandardCharsets.UTF_8)));
  }

  static ObjectValue contexts() {
    return ObjectValue.builder()
        .put(
            "github",
            value("{\"ref\": \"refs/heads/main\", \"event_name\": \"push\", \"actor\": \"ann\"}"))
        .put("vars", value("{\"REGION\": \"eu\"}"))
        .put("inputs", value("{}"))
        .build();
  }

  static Value value(String json) {
    return Value.of(Json.parse(json.getBytes(StandardCharsets.UTF_8), "test"));
  }

  Runs ends(String id, Result result) {
    return ends(id, result, Map.of());
  }

  Runs ends(String id, Result result, Map<String, String> outputs) {
    state = state.ended(id, result, outputs);
    advance();
    return this;
  }

  Runs cancel(String reason) {
    state = state.cancelled(reason);
    advance();
    return this;
  }

  RunState state() {
    return state;
  }

  /** What the planner has wanted since this was last asked. */
  List<String> wanted() {
    List<String> wanted = List.copyOf(log);
    log.clear();
    return wanted;
  }

  JobInstance instance(String id) {
    return state.instances().stream().filter(i -> i.id().equals(id)).findFirst().orElseThrow();
  }

  private void advance() {
    RunPlanner.Advance advance = RunPlanner.advance(state);
    state = advance.state();
    advance.actions().forEach(action -> log.add(print(action)));
  }

  private static String print(RunAction action) {
    return switch (action) {
      case RunAction.StartJob start -> "start " + start.job().id();
      case RunAction.SkipJob skip -> "skip " + skip.job() + ": " + skip.reason();
      case RunAction.FailJob fail -> "fail " + fail.job() + ": " + fail.reason();
      case RunAction.CancelJob cancel -> "cancel " + cancel.job() + ": " + cancel.reason();
      case RunAction.DropJob drop -> "drop " + drop.job() + ": " + drop.reason();
      case RunAction.FinishRun finish -> "finish " + finish.conclusion().word();
    };
  }
}
