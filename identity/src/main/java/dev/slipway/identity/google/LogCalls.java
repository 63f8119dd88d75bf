package dev.slipway.identity.google;

import dev.slipway.base.Json;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.http.google.GoogleException;
import dev.slipway.http.google.GoogleException.Status;
import dev.slipway.store.Journal;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The audit trail in the form of Cloud Audit Logs, for {@code gcloud logging read}.
 *
 * <p>Of filters it knows comparisons of {@code timestamp}, {@code severity}, {@code logName} and
 * the fields of {@code protoPayload} below, joined by AND; anything else is refused.
 */
final class LogCalls {
  private static final int DEFAULT_PAGE = 1_000;
  private static final int PAGE = 500;
  private static final Pattern CONDITION =
      Pattern.compile("\\s*([A-Za-z.]+)\\s*(>=|<=|>|<|=|:)\\s*(?:\"([^\"]*)\"|([^\\s\"()]+))\\s*");

  private final Calls calls;
  private final ProjectCalls projects;
  private final Journal journal;

  private record Condition(String field, String operator, String value) {}

  LogCalls(Calls calls, ProjectCalls projects, Journal journal) {
    this.calls = calls;
    this.projects = projects;
    this.journal = journal;
  }

  List<Route> routes() {
    return List.of(Calls.route(Method.POST, "/v2/entries:list", this::list));
  }

  private Response list(Request request) throws IOException {
    var body = Calls.body(request);
    List<String> names = body.path("resourceNames").valueStream().map(n -> n.asString("")).toList();
    if (names.size() != 1 || !names.getFirst().startsWith("projects/")) {
      calls.require(request, "logging.logEntries.list", "instance");
      throw new GoogleException(
          Status.INVALID_ARGUMENT, "resourceNames must hold one project, as in projects/ID");
    }
    var project =
        projects.require(
            request, "logging.logEntries.list", names.getFirst().substring("projects/".length()));
    var conditions = conditions(body.path("filter").asString(""));
    int wanted = body.path("pageSize").asInt(DEFAULT_PAGE);
    var entries =
        new ArrayList<>(
            all(project.id(), project.number()).stream()
                .filter(e -> conditions.stream().allMatch(c -> holds(c, e)))
                .toList());
    if (!body.path("orderBy").asString("").equals("timestamp asc")) {
      entries.sort(Comparator.comparing((ObjectNode e) -> instant(e)).reversed());
    }
    var answer = Json.MAPPER.createObjectNode();
    var list = answer.putArray("entries");
    entries.stream().limit(Math.max(1, wanted)).forEach(list::add);
    return Response.json(200, answer);
  }

  /** The project's entries: those whose resource, principal or delegation name it. */
  private List<ObjectNode> all(String id, String number) {
    var entries = new ArrayList<ObjectNode>();
    long after = 0;
    List<Journal.Event> page;
    do {
      page = journal.after(after, PAGE);
      for (var event : page) {
        after = event.number();
        if (event.data().has("method") && concerns(event, id, number)) {
          entries.add(entry(id, event));
        }
      }
    } while (page.size() == PAGE);
    return entries;
  }

  private static boolean concerns(Journal.Event event, String id, String number) {
    String about = event.subject() + " " + event.principal() + " " + event.data();
    return about.contains("projects/" + id + "/")
        || event.subject().equals("projects/" + id)
        || about.contains("projects/" + number + "/")
        || about.contains("@" + id + ".iam.gserviceaccount.com");
  }

  private static ObjectNode entry(String project, Journal.Event event) {
    var data = event.data();
    boolean granted = data.path("granted").asBoolean(false);
    var entry =
        Json.MAPPER
            .createObjectNode()
            .put("logName", "projects/" + project + "/logs/cloudaudit.googleapis.com%2Factivity")
            .put("insertId", Long.toString(event.number()))
            .put("timestamp", event.time().toString())
            .put("severity", granted ? "NOTICE" : "ERROR");
    entry
        .putObject("resource")
        .put("type", "audited_resource")
        .putObject("labels")
        .put("project_id", project)
        .put("method", data.path("method").asString(""));
    entry.set("protoPayload", payload(event, data, granted));
    return entry;
  }

  private static ObjectNode payload(Journal.Event event, JsonNode data, boolean granted) {
    var payload =
        Json.MAPPER
            .createObjectNode()
            .put("@type", "type.googleapis.com/google.cloud.audit.AuditLog")
            .put("serviceName", service(data))
            .put("methodName", data.path("method").asString(""))
            .put("resourceName", event.subject());
    String principal = event.principal();
    boolean account = principal.startsWith("serviceAccount:");
    var authentication = payload.putObject("authenticationInfo");
    if (account) {
      authentication.put("principalEmail", principal.substring("serviceAccount:".length()));
    } else {
      authentication.put("principalSubject", principal);
    }
    var delegation = authentication.putArray("serviceAccountDelegationInfo");
    data.path("delegation")
        .forEach(d -> delegation.addObject().put("principalSubject", d.asString("")));
    payload
        .putArray("authorizationInfo")
        .addObject()
        .put("resource", event.subject())
        .put("permission", data.path("permission").asString(""))
        .put("granted", granted);
    if (!granted) {
      payload.putObject("status").put("code", 7).put("message", data.path("reason").asString(""));
    }
    var metadata = payload.putObject("metadata").put("reason", data.path("reason").asString(""));
    data.path("attributes").properties().forEach(p -> metadata.set(p.getKey(), p.getValue()));
    return payload;
  }

  private static String service(JsonNode data) {
    String permission = data.path("permission").asString("");
    int dot = permission.indexOf('.');
    return dot > 0
        ? permission.substring(0, dot) + ".googleapis.com"
        : data.path("method").asString("").contains("sts")
            ? "sts.googleapis.com"
            : "iam.googleapis.com";
  }

  private static List<Condition> conditions(String filter) {
    var conditions = new ArrayList<Condition>();
    if (filter.isBlank()) {
      return conditions;
    }
    for (String part : filter.split("\\bAND\\b", -1)) {
      Matcher matcher = CONDITION.matcher(part);
      if (!matcher.matches()) {
        throw new GoogleException(
            Status.INVALID_ARGUMENT,
            "Unparseable filter: '"
                + part.strip()
                + "'. Write FIELD OPERATOR \"VALUE\", joined by AND.");
      }
      String quoted = Optional.ofNullable(matcher.group(3)).orElse(matcher.group(4));
      conditions.add(new Condition(matcher.group(1), matcher.group(2), quoted));
    }
    return conditions;
  }

  private static boolean holds(Condition condition, ObjectNode entry) {
    if (condition.field.equals("timestamp")) {
      return compares(condition.operator, instant(entry).compareTo(time(condition.value)));
    }
    JsonNode field = entry;
    for (String name : condition.field.split("\\.", -1)) {
      field = field.path(name);
    }
    String found = field.asString("");
    return switch (condition.operator) {
      case "=" -> found.equals(condition.value);
      case ":" -> found.contains(condition.value);
      default ->
          throw new GoogleException(
              Status.INVALID_ARGUMENT,
              "'" + condition.operator + "' is known for timestamp only; use = or :");
    };
  }

  private static boolean compares(String operator, int order) {
    return switch (operator) {
      case ">=" -> order >= 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      case "<" -> order < 0;
      default -> order == 0;
    };
  }

  private static Instant instant(ObjectNode entry) {
    return Instant.parse(entry.path("timestamp").asString());
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new GoogleException(
          Status.INVALID_ARGUMENT, "'" + text + "' is not a time as in 2026-11-01T12:00:00Z");
    }
  }
}
