package dev.slipway.runner.run;

import dev.slipway.base.Json;
import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.runner.environment.Deployment;
import dev.slipway.runner.environment.Deployment.State;
import dev.slipway.runner.environment.EnvironmentStore;
import dev.slipway.runner.run.DeploymentReviews.Pending;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The deployments of runs that wait for somebody: in Slipway's own words, and at GitHub's address
 * {@code pending_deployments} in GitHub's.
 */
public final class DeploymentRoutes {
  private static final int MOST_BYTES = 64 << 10;
  private static final String WHY =
      "who reads the run's repository and is a reviewer of the environment";

  private final Runs runs;
  private final Authorizer authorizer;
  private final DeploymentReviews reviews;

  public DeploymentRoutes(Runs runs, Authorizer authorizer) {
    this.runs = runs;
    this.authorizer = authorizer;
    this.reviews = new DeploymentReviews(runs, authorizer);
  }

  public List<Route> routes() {
    String own = "/api/v1/runs/{id}/deployments";
    return List.of(
        Route.handlerDecides(Method.GET, own, WHY, this::list),
        Route.handlerDecides(Method.POST, own, WHY, this::review));
  }

  /** Those at GitHub's own address. */
  public List<Route> githubRoutes() {
    String github = "/api/v3/repos/{owner}/{name}/actions/runs/{id}/pending_deployments";
    return List.of(
        Route.handlerDecides(Method.GET, github, WHY, this::listForGithub),
        Route.handlerDecides(Method.POST, github, WHY, this::reviewForGithub));
  }

  private RunView run(Request request) {
    if (request.principal().isAnonymous()) {
      throw new HttpException(401, "who asks for deployments must say who it is");
    }
    String id = request.parameter("id");
    RunView run =
        runs.store().find(id).orElseThrow(() -> new HttpException(404, "there is no run " + id));
    var permission = new Permission("runs.get", "repositories/" + run.repository());
    if (authorizer.decide(request.principal(), permission)
        instanceof Authorizer.Decision.Denied(String reason)) {
      throw new HttpException(403, reason);
    }
    return run;
  }

  private RunView githubRun(Request request) {
    RunView run = run(request);
    if (!run.repository().equals(request.parameter("owner") + "/" + request.parameter("name"))) {
      throw new HttpException(404, "the repository has no run " + run.id());
    }
    return run;
  }

  private Response list(Request request) {
    RunView run = run(request);
    ObjectNode body = Json.MAPPER.createObjectNode();
    var pending = body.putArray("pending");
    for (Pending one : reviews.pending(run)) {
      ObjectNode node = pending.addObject().put("environment", one.environment().name());
      var reviewers = node.putArray("reviewers");
      one.environment().rules().reviewers().forEach(reviewers::add);
      node.put("wait_timer", one.environment().rules().waiting().toMinutes());
      node.put("may_approve", mayApprove(run, one, request));
      one.jobs().forEach(deployment -> node.withArray("jobs").add(json(deployment)));
    }
    var all = body.putArray("deployments");
    runs.parts()
        .environments()
        .deployments(run.id(), run.attempt())
        .forEach(deployment -> all.add(json(deployment)));
    return Response.json(200, body);
  }

  private boolean mayApprove(RunView run, Pending one, Request request) {
    return reviews.objection(run, one.environment(), State.APPROVED, request.principal()).isEmpty();
  }

  private static ObjectNode json(Deployment deployment) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("job", deployment.job()).put("environment", deployment.environment());
    node.put("state", deployment.state().word()).put("since", deployment.since().toString());
    deployment
        .review()
        .ifPresent(review ->
            node.put("reviewer", review.reviewer())
                .put("comment", review.comment())
                .put("decided", review.at().toString()));
    return node;
  }

  private Response review(Request request) throws IOException {
    RunView run = run(request);
    JsonNode body = body(request);
    Set<String> names = new HashSet<>();
    body.path("environments").forEach(name -> names.add(name.asString("")));
    Predicate<EnvironmentStore.Environment> which =
        one -> names.isEmpty() || names.stream().anyMatch(one.name()::equalsIgnoreCase);
    reviews.review(run, which, state(body, State.BYPASSED), comment(body), request.principal());
    return list(request);
  }

  private static State state(JsonNode body, State alsoPossible) {
    String word = body.path("state").asString("");
    return State.of(word)
        .filter(s -> s == State.APPROVED || s == State.REJECTED || s == alsoPossible)
        .orElseThrow(() ->
            new HttpException(422, "\"" + word + "\" is no answer; say approved or rejected"));
  }

  private static String comment(JsonNode body) {
    return body.path("comment").asString("").strip();
  }

  private Response listForGithub(Request request) {
    RunView run = githubRun(request);
    ArrayNode all = Json.MAPPER.createArrayNode();
    reviews
        .pending(run)
        .forEach(one -> {
          ObjectNode node = all.addObject();
          node.putObject("environment")
              .put("id", one.environment().id())
              .put("name", one.environment().name());
          node.put("wait_timer", one.environment().rules().waiting().toMinutes());
          node.put("wait_timer_started_at", one.jobs().getFirst().since().toString());
          node.put("current_user_can_approve", mayApprove(run, one, request));
          var reviewers = node.putArray("reviewers");
          one.environment()
              .rules()
              .reviewers()
              .forEach(name ->
                  reviewers
                      .addObject()
                      .put("type", "User")
                      .putObject("reviewer")
                      .put("login", name));
        });
    return Response.json(200, all);
  }

  private Response reviewForGithub(Request request) throws IOException {
    RunView run = githubRun(request);
    JsonNode body = body(request);
    if (!body.path("environment_ids").isArray() || !body.path("comment").isString()) {
      throw new HttpException(422, "environment_ids, state and comment are required");
    }
    Set<Long> ids = new HashSet<>();
    body.path("environment_ids").forEach(id -> ids.add(id.asLong(-1)));
    List<Pending> answered =
        reviews.review(
            run,
            one -> ids.contains(one.id()),
            state(body, State.REJECTED),
            comment(body),
            request.principal());
    ArrayNode all = Json.MAPPER.createArrayNode();
    for (Pending one : answered) {
      one.jobs()
          .forEach(deployment ->
              all.addObject()
                  .put("sha", run.commit())
                  .put("ref", run.ref().replaceFirst("^refs/(heads|tags)/", ""))
                  .put("task", "deploy")
                  .put("environment", one.environment().name())
                  .put("created_at", deployment.since().toString()));
    }
    return Response.json(200, all);
  }

  private static JsonNode body(Request request) throws IOException {
    byte[] bytes = request.body().readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new HttpException(413, "the request has more than " + MOST_BYTES + " bytes");
    }
    return Json.parse(bytes, "request body");
  }
}
