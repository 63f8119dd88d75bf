package dev.slipway.runner.run;

import dev.slipway.base.Json;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.runner.action.ActionLock;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What a commit's lock of actions should say. */
public final class LockRoutes {
  private final RunRepositories repositories;
  private final WorkflowCheck check;

  public LockRoutes(RunRepositories repositories, WorkflowCheck check) {
    this.repositories = repositories;
    this.check = check;
  }

  public List<Route> routes() {
    return List.of(
        Route.of(
            Method.GET,
            "/api/v1/repositories/{owner}/{name}/actions-lock",
            request -> new Permission("runs.create", "repositories/" + repository(request)),
            this::lock));
  }

  private static String repository(Request request) {
    return request.parameter("owner") + "/" + request.parameter("name");
  }

  private Response lock(Request request) {
    String name = repository(request);
    String revision = request.query("revision").orElse("HEAD");
    try (GitRepository content = repositories.open(name)) {
      CommitId commit =
          content
              .resolve(revision)
              .orElseThrow(() -> new HttpException(404, name + " has no commit " + revision));
      ActionLock lock = check.lock(name, content, commit);
      ObjectNode body = Json.MAPPER.createObjectNode();
      body.put("file", ActionLock.FILE).put("text", lock.text());
      ObjectNode actions = body.putObject("actions");
      lock.commits().forEach((action, at) -> actions.put(action, at.sha()));
      return Response.json(200, body);
    }
  }
}
