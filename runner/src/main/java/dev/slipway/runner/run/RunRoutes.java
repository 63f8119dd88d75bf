package dev.slipway.runner.run;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.http.Authorizer;
import dev.slipway.http.Headers;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.log.JobLogs;
import dev.slipway.runner.log.LogEntry;
import dev.slipway.workflow.event.Event;
import dev.slipway.workflow.plan.JobExplanation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs over HTTP: {@code /api/v1/runs}. */
public final class RunRoutes {
  private static final List<String> EVENTS = List.of("workflow_dispatch", "push", "pull_request");
  private static final int MOST = 200;
  private static final int MOST_BYTES = 1 << 20;

  private final Runs runs;
  private final Authorizer authorizer;

  public RunRoutes(Runs runs, Authorizer authorizer) {
    this.runs = runs;
    this.authorizer = authorizer;
  }

  public List<Route> routes() {
    String why = "the permission is that of the run's repository";
    return List.of(
        Route.handlerDecides(Method.GET, "/api/v1/runs", why, this::list),
        Route.handlerDecides(Method.POST, "/api/v1/runs", why, this::start),
        Route.handlerDecides(Method.GET, "/api/v1/runs/{id}", why, this::show),
        Route.handlerDecides(Method.GET, "/api/v1/runs/{id}/events", why, this::events),
        Route.handlerDecides(Method.GET, "/api/v1/runs/{id}/jobs/{job}/log", why, this::log),
        Route.handlerDecides(Method.POST, "/api/v1/runs/{id}/cancel", why, this::cancel),
        Route.handlerDecides(Method.POST, "/api/v1/runs/{id}/rerun", why, this::rerun));
  }

  private boolean isAllowed(Request request, String action, String repository) {
    return authorizer.decide(
            request.principal(), new Permission(action, "repositories/" + repository))
        instanceof Authorizer.Decision.Allowed;
  }

  private void require(Request request, String action, String repository) {
    var decision =
        authorizer.decide(
            request.principal(), new Permission(action, "repositories/" + repository));
    if (decision instanceof Authorizer.Decision.Denied(String reason)) {
      throw new HttpException(request.principal().isAnonymous() ? 401 : 403, reason);
    }
  }

  private RunView run(Request request, String action) {
    String id = request.parameter("id");
    if (request.principal().isAnonymous()) {
      throw new HttpException(401, "who asks for runs must say who it is");
    }
    RunView run =
        runs.store().find(id).orElseThrow(() -> new HttpException(404, "there is no run " + id));
    require(request, action, run.repository());
    return run;
  }

  private Response list(Request request) {
    int limit = request.query("limit").map(RunRoutes::number).orElse(20);
    ObjectNode body = Json.MAPPER.createObjectNode();
    var list = body.putArray("runs");
    Optional<String> repository = request.query("repository");
    repository.ifPresentOrElse(
        name -> require(request, "runs.list", name),
        () -> {
          if (request.principal().isAnonymous()) {
            throw new HttpException(401, "who asks for runs must say who it is");
          }
        });
    var head = request.query("head");
    if (head.isPresent() && repository.isEmpty()) {
      throw new HttpException(400, "head is a commit of a repository; name it too");
    }
    List<RunView> found =
        head.isPresent()
            ? runs.store().ofHead(repository.orElseThrow(), head.get())
            : runs.store().latest(repository, Math.clamp(limit, 1, MOST));
    found.stream()
        .filter(run -> repository.isPresent() || isAllowed(request, "runs.list", run.repository()))
        .forEach(run -> list.add(run.summary()));
    return Response.json(200, body);
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new HttpException(400, "\"" + text + "\" is not a number");
    }
  }

  private Response show(Request request) {
    RunView run = run(request, "runs.get");
    ObjectNode body = run.json();
    // What has come up meanwhile is told as it is.
    boolean over = run.status() == RunStatus.COMPLETED;
    for (JobExplanation job : over ? List.<JobExplanation>of() : runs.waiting(run.id())) {
      if (run.jobs().stream().noneMatch(known -> known.id().equals(job.job()))) {
        ObjectNode one = body.withArray("jobs").addObject();
        one.put("id", job.job()).put("name", job.job()).put("status", RunStatus.WAITING.text());
        one.put("reason", job.reason()).putArray("steps");
      }
    }
    return Response.json(200, body);
  }

  private Response start(Request request) throws IOException {
    JsonNode body = Json.parse(request.body().readNBytes(MOST_BYTES), "request body");
    String repository = text(body, "repository");
    require(request, "runs.create", repository);
    try (GitRepository git = runs.parts().repositories().open(repository)) {
      String ref = body.path("ref").asString("refs/heads/" + git.defaultBranch());
      String revision = body.path("revision").asString(ref);
      CommitId commit =
          git.resolve(revision)
              .orElseThrow(() -> new HttpException(404, repository + " has no commit " + revision));
      requireOn(git, ref, commit);
      String event = event(body);
      ObjectNode payload = Json.MAPPER.createObjectNode();
      payload.put("ref", ref);
      payload.set(
          "inputs",
          body.path("inputs").isObject() ? body.path("inputs") : Json.MAPPER.createObjectNode());
      var cause =
          new RunCause(
              repository,
              commit,
              new Event(event, Optional.empty(), payload, ref, base(event, git), List::of),
              "",
              request.principal().name(),
              trust(repository, ref),
              Optional.of(body.path("job").asString("")).filter(job -> !job.isEmpty()));
      String id = runs.start(cause, text(body, "file"));
      return Response.json(201, runs.store().find(id).orElseThrow().json());
    }
  }

  /** What is proposed may be anybody's code, whoever asks for the run. */
  private JobDescriptor.Trust trust(String repository, String ref) {
    return ref.startsWith("refs/pull/")
        ? JobDescriptor.Trust.FORK
        : runs.repositories().trust(repository);
  }

  /** A run's identity says its ref, so the commit must really be there. */
  private static void requireOn(GitRepository git, String ref, CommitId commit) {
    boolean on =
        ref.startsWith("refs/")
            && git.resolve(ref).filter(tip -> git.isAncestor(commit, tip)).isPresent();
    if (!on) {
      throw new HttpException(
          422, "the commit " + commit.sha() + " is not on " + ref + "; name a ref that has it");
    }
  }

  private static String event(JsonNode body) {
    String event = body.path("event").asString(EVENTS.getFirst());
    if (!EVENTS.contains(event)) {
      throw new InputException(
          InputException.Position.of("request body"),
          "\"" + event + "\" is no event that can be asked for",
          "there are " + String.join(", ", EVENTS));
    }
    return event;
  }

  private static Optional<String> base(String event, GitRepository git) {
    return event.equals("pull_request") ? Optional.of(git.defaultBranch()) : Optional.empty();
  }

  private static String text(JsonNode body, String name) {
    String text = body.path(name).asString("");
    if (text.isEmpty()) {
      throw new InputException(
          InputException.Position.of("request body"), "\"" + name + "\" is missing", "");
    }
    return text;
  }

  private Response cancel(Request request) {
    RunView run = run(request, "runs.cancel");
    if (!runs.cancel(run.id(), "cancelled by " + request.principal().name())) {
      throw new HttpException(409, "run " + run.id() + " has ended already");
    }
    return Response.json(202, run.summary());
  }

  private Response rerun(Request request) {
    RunView run = run(request, "runs.create");
    Runs.Again again =
        request
            .query("job")
            .<Runs.Again>map(Runs.Again.OneJob::new)
            .orElseGet(() ->
                request.query("failed").isPresent()
                    ? new Runs.Again.Failed()
                    : new Runs.Again.All());
    try {
      runs.rerun(run.id(), again, request.principal().name());
    } catch (SlipwayException e) {
      throw new HttpException(409, String.valueOf(e.getMessage()));
    }
    return Response.json(201, runs.store().find(run.id()).orElseThrow().json());
  }

  /** News as JSON lines, or as text with {@code format=text}. */
  private Response events(Request request) {
    RunView run = run(request, "runs.get");
    boolean text = request.query("format").filter("text"::equals).isPresent();
    var detail =
        request.query("lines").isPresent() ? RunNarrator.Detail.LINES : RunNarrator.Detail.STEPS;
    String type = text ? "text/plain; charset=utf-8" : "application/x-ndjson";
    return new Response.Streaming(
        200,
        Headers.of("Content-Type", type),
        out -> {
          var narrator = new RunNarrator(detail);
          follow(
              run.id(),
              news -> {
                List<String> lines = text ? narrator.tell(news) : List.of(Json.text(news.json()));
                for (String line : lines) {
                  out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                }
                out.flush();
                return true;
              });
        });
  }

  private void follow(String id, RunFollower.Listener listener) throws IOException {
    try {
      RunFollower.follow(runs, id, listener);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A job's log; with {@code follow} it goes on until the job has ended. */
  private Response log(Request request) {
    RunView run = run(request, "runs.get");
    String job = request.parameter("job");
    if (run.jobs().stream().noneMatch(j -> j.id().equals(job))
        && runs.waiting(run.id()).stream().noneMatch(j -> j.job().equals(job))) {
      throw new HttpException(404, "run " + run.id() + " has no job " + job);
    }
    int newest = request.query("attempt").map(RunRoutes::number).orElse(run.attempt());
    // A job that a rerun kept was executed by an attempt before.
    int attempt = runs.parts().logs().latest(run.id(), newest, job);
    boolean follow = request.query("follow").isPresent();
    long after = request.query("after").map(RunRoutes::number).orElse(0);
    boolean text = request.query("format").filter("text"::equals).isPresent();
    String type = text ? "text/plain; charset=utf-8" : "application/x-ndjson";
    return new Response.Streaming(
        200,
        Headers.of("Content-Type", type),
        out -> {
          JobLogs logs = runs.parts().logs();
          JobLogs.Follower writer =
              entry -> {
                write(out, entry, text);
                if (follow) {
                  out.flush();
                }
                return true;
              };
          try {
            if (follow) {
              logs.follow(run.id(), attempt, job, after, writer);
            } else {
              logs.forEach(run.id(), attempt, job, after, writer);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static void write(OutputStream out, LogEntry entry, boolean text) throws IOException {
    String line = text ? entry.plain() : Json.text(entry.json());
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
