package dev.slipway.manifest.validation;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Rules for probes and hooks. */
final class ProbeRules {
  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");
  private static final List<String> PROBE_HANDLERS =
      List.of("exec", "httpGet", "tcpSocket", "grpc");
  private static final List<String> HOOK_HANDLERS =
      List.of("exec", "httpGet", "tcpSocket", "sleep");

  private final long grace;
  private final Problems problems;

  /**
   * @param grace how long the pod may take to end, in seconds
   */
  ProbeRules(long grace, Problems problems) {
    this.grace = grace;
    this.problems = problems;
  }

  void check(JsonNode container, String path) {
    for (String probe : PROBES) {
      if (container.path(probe).isObject()) {
        probe(container.path(probe), path + "." + probe, probe.equals("readinessProbe"));
      }
    }
    for (String hook : List.of("postStart", "preStop")) {
      JsonNode handler = container.path("lifecycle").path(hook);
      if (handler.isObject()) {
        handler(handler, path + ".lifecycle." + hook, HOOK_HANDLERS);
        sleep(handler, path + ".lifecycle." + hook + ".sleep");
      }
    }
  }

  /** An init container that ends is neither probed nor told of its end. */
  void none(JsonNode container, String path) {
    for (String field : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
      if (container.path(field).isObject()) {
        problems.add(
            FieldProblem.forbidden(
                path + "." + field,
                "may not be set for init containers without restartPolicy=Always"));
      }
    }
  }

  private void probe(JsonNode probe, String path, boolean readiness) {
    handler(probe, path, PROBE_HANDLERS);
    for (String field :
        List.of(
            "initialDelaySeconds",
            "timeoutSeconds",
            "periodSeconds",
            "successThreshold",
            "failureThreshold")) {
      problems.notNegative(probe, field, path);
    }
    if (!readiness && probe.path("successThreshold").asInt(1) != 1) {
      problems.add(
          FieldProblem.invalid(
              path + ".successThreshold",
              probe.path("successThreshold").asString(""),
              "must be 1"));
    }
    JsonNode own = probe.path("terminationGracePeriodSeconds");
    if (readiness && own.isNumber()) {
      problems.add(
          FieldProblem.invalid(
              path + ".terminationGracePeriodSeconds",
              own.asString(""),
              "must not be set for readinessProbes"));
    } else {
      problems.positive(probe, "terminationGracePeriodSeconds", path);
    }
  }

  private void sleep(JsonNode handler, String path) {
    JsonNode seconds = handler.path("sleep").path("seconds");
    if (seconds.isNumber() && (seconds.asLong(0) < 0 || seconds.asLong(0) > grace)) {
      problems.add(
          FieldProblem.invalid(
              path,
              seconds.asString(""),
              "must be non-negative and less than terminationGracePeriodSeconds (" + grace + ")"));
    }
  }

  private void handler(JsonNode handler, String path, List<String> kinds) {
    long given = kinds.stream().filter(handler::has).count();
    if (given == 0) {
      problems.add(FieldProblem.required(path, "must specify a handler type"));
    }
    boolean first = true;
    for (String kind : kinds) {
      if (handler.has(kind) && !first) {
        problems.add(
            FieldProblem.forbidden(path + "." + kind, "may not specify more than 1 handler type"));
      } else if (handler.has(kind)) {
        first = false;
      }
    }
    for (String kind : List.of("httpGet", "tcpSocket")) {
      if (handler.has(kind)) {
        problems.portOrName(handler.path(kind).path("port"), path + "." + kind + ".port");
      }
    }
    if (handler.has("grpc")) {
      problems.port(handler.path("grpc").path("port"), path + ".grpc.port");
    }
    if (handler.has("exec") && handler.path("exec").path("command").isEmpty()) {
      problems.add(FieldProblem.required(path + ".exec.command", ""));
    }
    http(handler.path("httpGet"), path + ".httpGet");
  }

  private void http(JsonNode action, String path) {
    problems.oneOf(action, "scheme", path, List.of("HTTP", "HTTPS"));
    for (JsonNode header : action.path("httpHeaders")) {
      String name = header.path("name").asString("");
      if (!name.matches("[-A-Za-z0-9]+")) {
        problems.add(
            FieldProblem.invalidText(
                path + ".httpHeaders",
                name,
                "a valid HTTP header must consist of alphanumeric characters or '-' (e.g."
                    + " 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"));
      }
    }
  }
}
