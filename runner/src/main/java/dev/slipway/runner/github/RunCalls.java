package dev.slipway.runner.github;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.github.GithubAccess;
import dev.slipway.http.github.GithubActor;
import dev.slipway.http.github.GithubPages;
import dev.slipway.runner.run.RunView;
import dev.slipway.runner.run.RunView.JobView;
import dev.slipway.runner.run.Runs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** Workflows, their runs and the jobs of these. */
final class RunCalls {
  private static final int MOST_RUNS = 1000;
  private static final String READ = "actions: read";
  private static final String WRITE = "actions: write";

  private final Runs runs;
  private final GithubAccess access;
  private final RunShown shown;

  RunCalls(Runs runs, GithubAccess access, String url) {
    this.runs = runs;
    this.access = access;
    this.shown = new RunShown(url);
  }

  private String readable(Request request) {
    access.require(request, "runs.list", READ);
    return GithubAccess.repository(request);
  }

  Response workflows(Request request) {
    String repository = readable(request);
    return GithubPages.list(
        request,
        "workflows",
        runs.workflows(repository).entrySet().stream()
            .map(one -> shown.workflow(repository, one.getKey(), one.getValue()))
            .toList());
  }

  Response workflow(Request request) {
    String repository = readable(request);
    Map.Entry<String, String> found = foundWorkflow(repository, request);
    return Response.json(200, shown.workflow(repository, found.getKey(), found.getValue()));
  }

  private Map.Entry<String, String> foundWorkflow(String repository, Request request) {
    String wanted = request.parameter("workflow");
    return runs.workflows(repository).entrySet().stream()
        .filter(one ->
            one.getKey().endsWith("/" + wanted)
                || one.getKey().equals(wanted)
                || Long.toString(RunNumbers.workflow(one.getKey())).equals(wanted))
        .findFirst()
        .orElseThrow(() -> new HttpException(404, "Not Found: there is no workflow " + wanted));
  }

  Response ofWorkflow(Request request) {
    String repository = readable(request);
    String file = foundWorkflow(repository, request).getKey();
    return list(
        request,
        runs.store().latest(Optional.of(repository), MOST_RUNS).stream()
            .filter(run -> run.workflowFile().equals(file))
            .toList());
  }

  Response list(Request request) {
    String repository = readable(request);
    return list(request, runs.store().latest(Optional.of(repository), MOST_RUNS));
  }

  private Response list(Request request, List<RunView> all) {
    return GithubPages.list(
        request,
        "workflow_runs",
        all.stream().map(shown::run).filter(run -> isWanted(request, run)).toList());
  }

  private static boolean isWanted(Request request, ObjectNode run) {
    return is(request, "branch", run.path("head_branch").asString(""))
        && is(request, "event", run.path("event").asString(""))
        && is(request, "head_sha", run.path("head_sha").asString(""))
        && is(request, "actor", run.path("actor").path("login").asString(""))
        && (is(request, "status", run.path("status").asString(""))
            || is(request, "status", run.path("conclusion").asString("")));
  }

  private static boolean is(Request request, String name, String value) {
    return request
        .query(name)
        .filter(wanted -> !wanted.isEmpty() && !wanted.equals(value))
        .isEmpty();
  }

  private RunView run(Request request, String action, String scope) {
    access.require(request, action, scope);
    String id = request.parameter("run");
    return runs.store()
        .find(id)
        .filter(run -> run.repository().equals(GithubAccess.repository(request)))
        .orElseThrow(() -> new HttpException(404, "Not Found: there is no run " + id));
  }

  /** A run that the caller may read. */
  RunView readableRun(Request request) {
    return run(request, "runs.get", READ);
  }

  Response get(Request request) {
    return Response.json(200, shown.run(readableRun(request)));
  }

  Response jobs(Request request) {
    RunView run = readableRun(request);
    if (!request.query("filter").orElse("latest").equals("all")) {
      return GithubPages.list(request, "jobs", jobs(run, run.attempt()));
    }
    var all = new ArrayList<ObjectNode>();
    for (int attempt = 1; attempt <= run.attempt(); attempt++) {
      all.addAll(jobs(run, attempt));
    }
    return GithubPages.list(request, "jobs", all);
  }

  private List<ObjectNode> jobs(RunView run, int attempt) {
    List<JobView> jobs = runs.store().jobs(run.id(), attempt);
    return IntStream.range(0, jobs.size())
        .mapToObj(index -> shown.job(run, attempt, jobs, index))
        .toList();
  }

  Response jobsOfAttempt(Request request) {
    RunView run = readableRun(request);
    String text = request.parameter("attempt");
    if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > run.attempt()) {
      throw new HttpException(404, "Not Found: the run has no attempt " + text);
    }
    return GithubPages.list(request, "jobs", jobs(run, Integer.parseInt(text)));
  }

  /** A job with the run it belongs to. */
  record Found(RunView run, int attempt, List<JobView> jobs, int index) {
    JobView job() {
      return jobs.get(index);
    }
  }

  Found job(Request request, String action, String scope) {
    access.require(request, action, scope);
    String text = request.parameter("job");
    var place = RunNumbers.place(text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0);
    return runs.store()
        .find(place.run())
        .filter(run -> run.repository().equals(GithubAccess.repository(request)))
        .map(run ->
            new Found(
                run, place.attempt(), runs.store().jobs(run.id(), place.attempt()), place.index()))
        .filter(found -> place.in(found.jobs()).isPresent())
        .orElseThrow(() -> new HttpException(404, "Not Found: there is no job " + text));
  }

  Response getJob(Request request) {
    Found found = job(request, "runs.get", READ);
    return Response.json(200, shown.job(found.run(), found.attempt(), found.jobs(), found.index()));
  }

  Response cancel(Request request) {
    RunView run = run(request, "runs.cancel", WRITE);
    String by = GithubActor.login(request.principal());
    if (!runs.cancel(run.id(), "cancelled by " + by)) {
      throw new HttpException(409, "Cannot cancel a workflow run that is completed.");
    }
    return Response.json(202, Json.MAPPER.createObjectNode());
  }

  Response rerun(Request request) {
    return again(request, run(request, "runs.create", WRITE), new Runs.Again.All());
  }

  Response rerunFailed(Request request) {
    return again(request, run(request, "runs.create", WRITE), new Runs.Again.Failed());
  }

  Response rerunJob(Request request) {
    Found found = job(request, "runs.create", WRITE);
    return again(request, found.run(), new Runs.Again.OneJob(found.job().id()));
  }

  private Response again(Request request, RunView run, Runs.Again again) {
    try {
      runs.rerun(run.id(), again, request.principal().name());
    } catch (SlipwayException e) {
      throw (HttpException)
          new HttpException(403, "This workflow run cannot be rerun: " + e.getMessage())
              .initCause(e);
    }
    return Response.json(201, Json.MAPPER.createObjectNode());
  }
}
