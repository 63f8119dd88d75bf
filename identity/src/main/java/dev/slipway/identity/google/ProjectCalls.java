package dev.slipway.identity.google;

import dev.slipway.base.Json;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.http.google.GoogleException;
import dev.slipway.http.google.GoogleException.Status;
import dev.slipway.identity.iam.Project;
import dev.slipway.identity.iam.Projects;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Resource Manager and Service Usage: projects and the APIs they use. */
final class ProjectCalls {
  private static final String SERVICE_USAGE = "google.api.serviceusage.v1.";

  private final Calls calls;
  private final Projects projects;
  private final PolicyCalls policies;

  ProjectCalls(Calls calls, Projects projects, PolicyCalls policies) {
    this.calls = calls;
    this.projects = projects;
    this.policies = policies;
  }

  List<Route> routes() {
    String project = "/v1/projects/{project}";
    return List.of(
        Calls.route(Method.GET, "/v1/projects", this::list),
        Calls.route(Method.POST, "/v1/projects", this::create),
        Calls.route(Method.GET, project, this::describe),
        Calls.route(Method.POST, project, this::verb),
        Calls.route(Method.GET, project + "/services", this::services),
        Calls.route(Method.POST, project + "/services:batchEnable", this::enableAll),
        Calls.route(Method.GET, project + "/services/{service}", this::service),
        Calls.route(Method.POST, project + "/services/{service}", this::enable));
  }

  /**
   * The project that a request names by id or number, with the permission checked on it. Without
   * the right, a project that is not there looks like one that is.
   */
  Project require(Request request, String action) {
    String named = request.parameter("project");
    return require(request, action, Calls.Verb.of(named).name());
  }

  Project require(Request request, String action, String named) {
    var project = projects.find(named);
    calls.require(request, action, project.map(Project::resource).orElse("projects/" + named));
    return project.orElseThrow(
        () -> new GoogleException(Status.NOT_FOUND, "Project '" + named + "' does not exist."));
  }

  private Response list(Request request) {
    var answer = Json.MAPPER.createObjectNode();
    var list = answer.putArray("projects");
    if (request.principal().isAnonymous()) {
      calls.require(request, "resourcemanager.projects.list", "projects");
    }
    projects.list().stream()
        .filter(p -> calls.allows(request, "resourcemanager.projects.get", p.resource()))
        .forEach(p -> list.add(json(p)));
    return Response.json(200, answer);
  }

  private Response create(Request request) throws IOException {
    calls.require(request, "resourcemanager.projects.create", "projects");
    var body = Calls.body(request);
    String id = Calls.text(body, "projectId").orElse("");
    var project =
        projects.create(
            id, Calls.text(body, "name").orElse(id), Optional.empty(), request.principal());
    return Operations.done(
        "operations/cp.", "google.cloudresourcemanager.v1.Project", json(project));
  }

  private Response describe(Request request) {
    return Response.json(200, json(require(request, "resourcemanager.projects.get")));
  }

  private Response verb(Request request) throws IOException {
    var verb = Calls.Verb.of(request.parameter("project"));
    var project = projects.find(verb.name());
    if (project.isEmpty()) {
      // Refused, unless the caller may see everything.
      require(request, "resourcemanager.projects.get", verb.name());
    }
    return policies.answer(
        request, verb, "resourcemanager.projects", projects.get(verb.name()).resource());
  }

  private Response services(Request request) {
    var project = require(request, "serviceusage.services.list");
    var answer = Json.MAPPER.createObjectNode();
    var list = answer.putArray("services");
    projects.enabled(project).forEach(s -> list.add(service(project, s)));
    return Response.json(200, answer);
  }

  private Response service(Request request) {
    var project = require(request, "serviceusage.services.get");
    String name = request.parameter("service");
    var json = service(project, name);
    if (!projects.enabled(project).contains(name)) {
      json.put("state", "DISABLED");
    }
    return Response.json(200, json);
  }

  private Response enable(Request request) {
    var project = require(request, "serviceusage.services.enable");
    var verb = Calls.Verb.of(request.parameter("service"));
    if (!verb.method().equals("enable")) {
      throw verb.unknown();
    }
    projects.enable(project, List.of(verb.name()), request.principal());
    var response = Json.MAPPER.createObjectNode();
    response.set("service", service(project, verb.name()));
    return Operations.done(
        "operations/acf.p2-" + project.number() + "-",
        SERVICE_USAGE + "EnableServiceResponse",
        response);
  }

  private Response enableAll(Request request) throws IOException {
    var project = require(request, "serviceusage.services.enable");
    List<String> ids =
        Calls.body(request).path("serviceIds").valueStream().map(JsonNode::asString).toList();
    projects.enable(project, ids, request.principal());
    var response = Json.MAPPER.createObjectNode();
    var list = response.putArray("services");
    ids.forEach(s -> list.add(service(project, s)));
    return Operations.done(
        "operations/acf.p2-" + project.number() + "-",
        SERVICE_USAGE + "BatchEnableServicesResponse",
        response);
  }

  private static ObjectNode json(Project project) {
    return Json.MAPPER
        .createObjectNode()
        .put("projectNumber", project.number())
        .put("projectId", project.id())
        .put("lifecycleState", "ACTIVE")
        .put("name", project.name());
  }

  private static ObjectNode service(Project project, String service) {
    var json =
        Json.MAPPER
            .createObjectNode()
            .put("name", "projects/" + project.number() + "/services/" + service)
            .put("parent", "projects/" + project.number())
            .put("state", "ENABLED");
    json.putObject("config").put("name", service).put("title", service);
    return json;
  }
}
