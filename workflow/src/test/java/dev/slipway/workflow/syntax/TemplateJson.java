package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.workflow.expression.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints what was read in the form the reader conformance data expects. */
final class TemplateJson {
  /** The scopes the data knows. */
  private static final List<String> SCOPES =
      List.of(
          "actions",
          "checks",
          "contents",
          "deployments",
          "discussions",
          "id-token",
          "issues",
          "packages",
          "pages",
          "pull-requests",
          "repository-projects",
          "security-events",
          "statuses");

  private static final Pattern CONSTANT = Pattern.compile("\\$\\{\\{\\s*'((?:[^']|'')*)'\\s*}}");

  private final boolean source;
  private final boolean follow;
  private final Optional<Permissions> policy;
  private final java.util.function.Function<String, Fields> callOf;
  private final List<String> files = new ArrayList<>();

  /**
   * A printer.
   *
   * @param callOf the checked {@code workflow_call} of a called file
   */
  TemplateJson(
      boolean source,
      boolean follow,
      Optional<Permissions> policy,
      java.util.function.Function<String, Fields> callOf) {
    this.source = source;
    this.follow = follow;
    this.policy = policy;
    this.callOf = callOf;
  }

  ObjectNode workflow(Workflow workflow, boolean events) {
    files.add(workflow.file());
    ObjectNode json = Json.MAPPER.createObjectNode();
    if (events) {
      json.set("events", events(workflow));
    }
    workflow.permissions().ifPresent(p -> json.set("permissions", permissions(p)));
    put(json, "env", workflow.env());
    put(json, "defaults", workflow.defaults());
    put(json, "concurrency", workflow.concurrency());
    json.set("jobs", jobs(workflow, Optional.empty(), false));
    if (source) {
      ArrayNode table = json.putArray("file-table");
      files.forEach(table::add);
    }
    return json;
  }

  private static ObjectNode permissions(Permissions permissions) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    for (String scope : SCOPES) {
      if (permissions.of(scope) != Permissions.Access.NONE) {
        json.put(scope, permissions.of(scope).word());
      }
    }
    return json;
  }

  private ArrayNode jobs(Workflow workflow, Optional<Permissions> inherited, boolean nested) {
    ArrayNode json = Json.MAPPER.createArrayNode();
    for (Job job : workflow.jobs()) {
      json.add(job(job, workflow, inherited, nested));
    }
    return json;
  }

  private ObjectNode job(
      Job job, Workflow workflow, Optional<Permissions> inherited, boolean nested) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    boolean call = job.work() instanceof Job.Call;
    json.put("type", call ? "reusableWorkflowJob" : "job");
    json.set("id", text(job.at(), job.id()));
    json.set("name", job.name().map(this::token).orElseGet(() -> text(job.at(), job.id())));
    if (call || !job.needs().isEmpty()) {
      ArrayNode needs = json.putArray("needs");
      job.needs().forEach(need -> needs.add(text(need.at(), need.job())));
    }
    json.set("if", condition(job.condition()));
    put(json, "strategy", job.strategy());
    put(json, "concurrency", job.concurrency());
    Optional<Permissions> effective =
        job.permissions()
            .or(workflow::permissions)
            .or(() -> inherited)
            .or(() -> nested ? Optional.empty() : policy);
    if (nested || call) {
      effective.ifPresent(p -> json.set("permissions", permissions(p)));
    } else {
      job.permissions().ifPresent(p -> json.set("permissions", permissions(p)));
    }
    switch (job.work()) {
      case Job.Steps steps -> steps(json, steps);
      case Job.Call c -> call(json, c, effective);
    }
    return json;
  }

  private void steps(ObjectNode json, Job.Steps steps) {
    put(json, "env", steps.env());
    put(json, "environment", steps.environment());
    put(json, "defaults", steps.defaults());
    put(json, "continue-on-error", steps.continueOnError());
    put(json, "timeout-minutes", steps.timeoutMinutes());
    put(json, "cancel-timeout-minutes", steps.cancelTimeoutMinutes());
    put(json, "outputs", steps.outputs());
    put(json, "container", steps.container());
    put(json, "services", steps.services());
    put(json, "snapshot", steps.snapshot());
    json.set("runs-on", token(steps.runsOn()));
    if (!steps.steps().isEmpty()) {
      ArrayNode array = json.putArray("steps");
      steps.steps().forEach(step -> array.add(step(step)));
    }
  }

  private ObjectNode step(Step step) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    Step.Common common = step.common();
    json.put("id", common.id());
    put(json, "name", common.name());
    json.set("if", condition(common.condition()));
    put(json, "continue-on-error", common.continueOnError());
    put(json, "timeout-minutes", common.timeoutMinutes());
    put(json, "env", common.env());
    if (step instanceof Step.Run run) {
      put(json, "working-directory", run.workingDirectory());
      put(json, "shell", run.shell());
      json.set("run", token(run.script()));
    }
    if (step instanceof Step.Uses uses) {
      json.set("uses", text(uses.actionAt(), uses.action()));
      put(json, "with", uses.with());
    }
    return json;
  }

  private void call(ObjectNode json, Job.Call call, Optional<Permissions> effective) {
    json.set("ref", text(call.usesAt(), call.uses()));
    put(json, "input-values", call.with());
    switch (call.secrets()) {
      case Job.InheritedSecrets _ -> json.put("inherit-secrets", true);
      case Job.NamedSecrets named -> put(json, "secret-values", named.secrets().map(s -> s));
    }
    if (!follow) {
      json.putArray("jobs");
    }
    call.workflow()
        .ifPresent(workflow -> {
          if (source) {
            files.add(workflow.file());
          }
          Fields declared = callOf.apply(workflow.file());
          put(json, "input-definitions", declared.get("inputs"));
          put(json, "secret-definitions", declared.get("secrets"));
          put(json, "outputs", declared.get("outputs"));
          put(json, "env", workflow.env());
          put(json, "defaults", workflow.defaults());
          workflow.permissions().ifPresent(p -> json.set("permissions", permissions(p)));
          json.set("jobs", jobs(workflow, workflow.permissions().or(() -> effective), true));
        });
  }

  private ObjectNode condition(Data.Guard guard) {
    return Json.MAPPER
        .createObjectNode()
        .put("type", 3)
        .put("expr", guard.condition().expression().source());
  }

  private void put(ObjectNode json, String name, Optional<? extends Data> data) {
    data.ifPresent(d -> json.set(name, token(d)));
  }

  private JsonNode text(Position at, String text) {
    return token(new Data.Literal(at, Value.of(text)));
  }

  private JsonNode token(Data data) {
    return switch (data) {
      case Data.Literal literal -> literal(literal);
      case Data.Computed computed -> computed(computed);
      case Data.Guard guard -> expression(guard.at(), bare(guard.source()));
      case Data.Items items -> {
        ObjectNode json = at(items.at(), 1);
        ArrayNode array = json.putArray("seq");
        items.items().forEach(item -> array.add(token(item)));
        yield json;
      }
      case Data.Entries entries -> {
        ObjectNode json = at(entries.at(), 2);
        ArrayNode array = json.putArray("map");
        for (Data.Entry entry : entries.entries()) {
          ObjectNode pair = array.addObject();
          pair.set("Key", key(entry.key()));
          pair.set("Value", token(entry.value()));
        }
        yield json;
      }
    };
  }

  private static String bare(String source) {
    String text = source.strip();
    return text.startsWith("${{") ? text.substring(3, text.length() - 2).strip() : text;
  }

  private JsonNode key(Data.Key key) {
    return switch (key) {
      case Data.Key.Name name -> text(name.at(), name.text());
      case Data.Key.Dynamic dynamic -> expression(dynamic.at(), dynamic.template().asExpression());
      case Data.Key.Insert insert -> at(insert.at(), 4).put("directive", "insert");
    };
  }

  private JsonNode computed(Data.Computed computed) {
    Matcher constant = CONSTANT.matcher(computed.source());
    return constant.matches()
        ? text(computed.at(), constant.group(1).replace("''", "'"))
        : expression(computed.at(), computed.template().asExpression());
  }

  private ObjectNode expression(Position at, String text) {
    return at(at, 3).put("expr", text);
  }

  private JsonNode literal(Data.Literal literal) {
    JsonNode value = literal.value().json();
    if (!source) {
      return value;
    }
    return switch (literal.value().kind()) {
      case NULL -> at(literal.at(), 7);
      case BOOLEAN -> at(literal.at(), 5).set("bool", value);
      case NUMBER -> at(literal.at(), 6).set("num", value);
      case STRING, ARRAY, OBJECT -> at(literal.at(), 0).set("lit", value);
    };
  }

  private ObjectNode at(Position at, int type) {
    ObjectNode json = Json.MAPPER.createObjectNode().put("type", type);
    if (source) {
      json.put("file", files.indexOf(at.file()) + 1);
      json.put("line", at.line()).put("col", at.column());
    }
    return json;
  }

  private static ObjectNode events(Workflow workflow) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    for (Trigger trigger : workflow.triggers()) {
      ObjectNode event = json.putObject(trigger.event());
      if (!trigger.types().isEmpty()) {
        ArrayNode types = event.putArray("types");
        trigger.types().forEach(types::add);
      }
      trigger
          .filters()
          .keySet()
          .forEach(filter -> {
            ArrayNode patterns = event.putArray(filter);
            trigger.patterns(filter).forEach(patterns::add);
          });
      if (!trigger.inputs().isEmpty()) {
        ObjectNode inputs = event.putObject("inputs");
        trigger.inputs().forEach(input -> inputs.set(input.name(), input(input)));
      }
    }
    return json;
  }

  private static ObjectNode input(Trigger.Input input) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("type", input.type().name().toLowerCase(Locale.ROOT));
    if (!input.description().isEmpty()) {
      json.put("description", input.description());
    }
    if (input.fallback().orElse(null) instanceof Data.Literal literal) {
      json.set("default", literal.value().json());
    }
    if (!input.options().isEmpty()) {
      ArrayNode options = json.putArray("options");
      input.options().forEach(options::add);
    }
    return json;
  }
}
