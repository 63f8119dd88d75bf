package dev.slipway.forge.github;

import dev.slipway.base.Json;
import dev.slipway.forge.CheckStates;
import dev.slipway.forge.HostedRepository;
import dev.slipway.forge.check.PostedCheck;
import dev.slipway.forge.check.PostedStatus;
import dev.slipway.git.CommitId;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.github.GithubActor;
import dev.slipway.http.github.GithubBody;
import dev.slipway.http.github.GithubPages;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Statuses and check runs of commits; the instance's own jobs are among the latter. */
final class CheckCalls {
  private static final Set<String> STATES = Set.of("error", "failure", "pending", "success");
  private static final Set<String> CONCLUSIONS =
      Set.of(
          "action_required",
          "cancelled",
          "failure",
          "neutral",
          "success",
          "skipped",
          "stale",
          "timed_out");
  private static final int LONGEST_DESCRIPTION = 140;

  private final Hosted hosted;

  CheckCalls(Hosted hosted) {
    this.hosted = hosted;
  }

  Response post(Request request) throws IOException {
    HostedRepository repository =
        hosted.allowed(request, "forge.statuses.create", "statuses: write");
    CommitId commit = hosted.commit(repository, request.parameter("sha"));
    var body = GithubBody.read(request);
    String state = body.required("state");
    String description = body.text("description").orElse("");
    if (!STATES.contains(state)) {
      throw new HttpException(422, "state " + state + " is none of " + STATES);
    }
    if (description.length() > LONGEST_DESCRIPTION) {
      throw new HttpException(
          422, "description is too long (maximum is " + LONGEST_DESCRIPTION + " characters)");
    }
    var status =
        new PostedStatus(
            0,
            commit.sha(),
            body.text("context").orElse("default"),
            state,
            description,
            body.text("target_url").orElse(""),
            GithubActor.login(request.principal()),
            hosted.clock().instant());
    return Response.json(201, json(repository, hosted.checks().add(repository.id(), status)));
  }

  private ObjectNode json(HostedRepository repository, PostedStatus status) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("url", hosted.address(repository) + "/statuses/" + status.sha());
    node.put("id", status.id()).put("state", status.state());
    node.put("description", status.description().isEmpty() ? null : status.description());
    node.put("target_url", status.url().isEmpty() ? null : status.url());
    node.put("context", status.context());
    node.set("creator", GithubActor.json(status.creator()));
    String time = status.created().toString();
    return node.put("created_at", time).put("updated_at", time);
  }

  Response statuses(Request request) {
    HostedRepository repository = hosted.read(request);
    String sha = hosted.commit(repository, request.parameter("ref")).sha();
    return GithubPages.list(
        request,
        hosted.checks().statuses(repository.id(), sha).stream()
            .map(status -> json(repository, status))
            .toList());
  }

  Response combined(Request request) {
    HostedRepository repository = hosted.read(request);
    String sha = hosted.commit(repository, request.parameter("ref")).sha();
    List<PostedStatus> latest = hosted.checks().latest(repository.id(), sha);
    ObjectNode node = Json.MAPPER.createObjectNode().put("sha", sha);
    node.put("state", all(latest.stream().map(PostedStatus::state).toList()));
    node.put("total_count", latest.size());
    ArrayNode list = node.putArray("statuses");
    latest.forEach(status -> list.add(json(repository, status)));
    node.set("repository", new Shown(hosted).repository(repository));
    return Response.json(200, node);
  }

  private static String all(List<String> states) {
    if (states.contains("failure") || states.contains("error")) {
      return "failure";
    }
    return states.isEmpty() || states.contains("pending") ? "pending" : "success";
  }

  Response create(Request request) throws IOException {
    HostedRepository repository = hosted.allowed(request, "forge.checks.create", "checks: write");
    var body = GithubBody.read(request);
    CommitId commit = hosted.commit(repository, body.required("head_sha"));
    var begun =
        new PostedCheck(
            0,
            commit.sha(),
            body.required("name"),
            "queued",
            "",
            "{}",
            GithubActor.login(request.principal()),
            hosted.clock().instant(),
            Optional.empty());
    var made = hosted.checks().add(repository.id(), with(begun, body));
    return Response.json(201, json(repository, made));
  }

  Response update(Request request) throws IOException {
    HostedRepository repository = hosted.allowed(request, "forge.checks.create", "checks: write");
    PostedCheck check = found(repository, request);
    var updated = hosted.checks().update(repository.id(), with(check, GithubBody.read(request)));
    return Response.json(200, json(repository, updated));
  }

  /** A conclusion means that it is completed. */
  private PostedCheck with(PostedCheck check, GithubBody body) {
    String conclusion = body.text("conclusion").orElse(check.conclusion());
    String status =
        body.text("status")
            .orElse(body.text("conclusion").isPresent() ? "completed" : check.status());
    if (!Set.of("queued", "in_progress", "completed").contains(status)) {
      throw new HttpException(
          422, "status " + status + " is none of queued, in_progress, completed");
    }
    boolean completed = status.equals("completed");
    if (completed && !CONCLUSIONS.contains(conclusion)) {
      throw new HttpException(422, "conclusion \"" + conclusion + "\" is none of " + CONCLUSIONS);
    }
    ObjectNode details = (ObjectNode) Json.MAPPER.readTree(check.details());
    for (String key : List.of("output", "details_url", "external_id")) {
      JsonNode value = body.get(key);
      if (!value.isMissingNode()) {
        details.set(key, value);
      }
    }
    return new PostedCheck(
        check.id(),
        check.sha(),
        body.text("name").orElse(check.name()),
        status,
        completed ? conclusion : "",
        Json.text(details),
        check.creator(),
        time(body, "started_at").orElse(check.started()),
        completed
            ? time(body, "completed_at")
                .or(check::completed)
                .or(() -> Optional.of(hosted.clock().instant()))
            : Optional.empty());
  }

  private static Optional<Instant> time(GithubBody body, String key) {
    try {
      return body.text(key).map(Instant::parse);
    } catch (DateTimeException e) {
      throw (HttpException)
          new HttpException(422, key + " is not a time: " + body.text(key).orElse("")).initCause(e);
    }
  }

  private PostedCheck found(HostedRepository repository, Request request) {
    String id = request.parameter("check");
    return (id.matches("[0-9]{1,18}")
            ? hosted.checks().check(repository.id(), Long.parseLong(id))
            : Optional.<PostedCheck>empty())
        .orElseThrow(() -> new HttpException(404, "Not Found: there is no check run " + id));
  }

  Response get(Request request) {
    HostedRepository repository = hosted.read(request);
    return Response.json(200, json(repository, found(repository, request)));
  }

  Response list(Request request) {
    HostedRepository repository = hosted.read(request);
    CommitId commit = hosted.commit(repository, request.parameter("ref"));
    Optional<String> name = request.query("check_name");
    var all = new ArrayList<ObjectNode>();
    hosted
        .checks()
        .checks(repository.id(), commit.sha())
        .forEach(check -> all.add(json(repository, check)));
    for (Map.Entry<String, CheckStates.State> job :
        hosted.jobs().of(repository, commit).entrySet()) {
      all.add(json(repository, commit, job.getKey(), job.getValue()));
    }
    return GithubPages.list(
        request,
        "check_runs",
        all.stream()
            .filter(node -> name.isEmpty() || name.get().equals(node.path("name").asString("")))
            .toList());
  }

  private ObjectNode json(HostedRepository repository, PostedCheck check) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("id", check.id());
    node.put("url", hosted.address(repository) + "/check-runs/" + check.id());
    node.put("head_sha", check.sha()).put("name", check.name()).put("status", check.status());
    node.put("conclusion", check.conclusion().isEmpty() ? null : check.conclusion());
    node.put("started_at", check.started().toString());
    node.put("completed_at", check.completed().map(Instant::toString).orElse(null));
    node.setAll((ObjectNode) Json.MAPPER.readTree(check.details()));
    node.putObject("app").put("slug", check.creator().replace("[bot]", ""));
    return node;
  }

  /** A job of this instance: more of it is told at the addresses of runs. */
  private static ObjectNode json(
      HostedRepository repository, CommitId commit, String name, CheckStates.State state) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.putNull("id").put("head_sha", commit.sha()).put("name", name);
    node.put("status", state == CheckStates.State.PENDING ? "in_progress" : "completed");
    node.put(
        "conclusion",
        switch (state) {
          case PENDING -> null;
          case PASSED -> "success";
          case FAILED -> "failure";
        });
    node.putObject("app").put("slug", "github-actions");
    return node.put("repository", repository.name().toString());
  }
}
