package dev.slipway.registry.google;

import dev.slipway.base.Json;
import dev.slipway.http.Handler;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.google.GoogleException;
import dev.slipway.http.google.GoogleException.Status;
import dev.slipway.registry.Registry;
import dev.slipway.registry.Repository;
import dev.slipway.registry.RepositoryPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Locations and repositories. */
final class RepositoryCalls {
  private static final String TYPE = "google.devtools.artifactregistry.v1.Repository";

  private final Calls calls;
  private final Registry registry;
  private final Handler policies;
  private final String domain;

  /**
   * @param policies answers {@code :getIamPolicy}, {@code :setIamPolicy}, {@code
   *     :testIamPermissions}
   * @param domain what image names have after {@code LOCATION-docker.}
   */
  RepositoryCalls(Calls calls, Registry registry, Handler policies, String domain) {
    this.calls = calls;
    this.registry = registry;
    this.policies = policies;
    this.domain = domain;
  }

  String host(RepositoryPath path) {
    return path.location() + "-docker." + domain;
  }

  /** The repository of the request, with the permission checked on it. */
  Repository require(Request request, String action) {
    RepositoryPath path = calls.repository(request);
    calls.require(request, action, path);
    return registry
        .repositories()
        .find(path)
        .orElseThrow(() -> new GoogleException(Status.NOT_FOUND, "Repository not found: " + path));
  }

  Response locations(Request request) {
    String project = calls.project(request);
    calls.require(request, "locations.list", "projects/" + project);
    var ids = new TreeSet<String>();
    ids.add(registry.settings().location());
    inProject(project).forEach(r -> ids.add(r.path().location()));
    List<JsonNode> all = new ArrayList<>();
    for (String id : ids) {
      all.add(
          Json.MAPPER
              .createObjectNode()
              .put("name", "projects/" + project + "/locations/" + id)
              .put("locationId", id)
              .put("displayName", id));
    }
    return Calls.page(request, "locations", all);
  }

  private List<Repository> inProject(String project) {
    return registry.repositories().list().stream()
        .filter(r -> r.path().project().equals(project))
        .toList();
  }

  Response list(Request request) {
    String project = calls.project(request);
    String location = request.parameter("location");
    calls.require(request, "repositories.list", "projects/" + project + "/locations/" + location);
    List<JsonNode> all = new ArrayList<>();
    for (Repository repository : inProject(project)) {
      if (location.equals("-") || repository.path().location().equals(location)) {
        all.add(write(repository));
      }
    }
    return Calls.page(request, "repositories", all);
  }

  Response create(Request request) throws IOException {
    var path =
        new RepositoryPath(
            calls.project(request),
            request.parameter("location"),
            request
                .query("repositoryId")
                .or(() -> request.query("repository_id"))
                .orElseThrow(
                    () -> new GoogleException(Status.INVALID_ARGUMENT, "repositoryId is missing")));
    calls.require(request, "repositories.create", path);
    Repository.Settings settings = RepositoryMessage.create(Calls.body(request));
    Repository made = registry.repositories().create(path, settings, request.principal());
    return Calls.done(path, TYPE, RepositoryMessage.write(made, host(path), 0));
  }

  Response get(Request request) throws IOException {
    return isVerb(request)
        ? policies.handle(request)
        : Response.json(200, write(require(request, "repositories.get")));
  }

  /** A method of a repository; all there are concern its policy. */
  Response post(Request request) throws IOException {
    if (!isVerb(request)) {
      throw new GoogleException(Status.NOT_FOUND, "a repository is made by a POST to its parent");
    }
    return policies.handle(request);
  }

  private static boolean isVerb(Request request) {
    return request.parameter("repository").indexOf(':') >= 0;
  }

  Response update(Request request) throws IOException {
    Repository before = require(request, "repositories.update");
    String mask = request.query("updateMask").or(() -> request.query("update_mask")).orElse("");
    var change = RepositoryMessage.update(Calls.body(request), mask);
    Repository after = registry.repositories().update(before.path(), change, request.principal());
    return Response.json(200, write(after));
  }

  Response delete(Request request) {
    Repository repository = require(request, "repositories.delete");
    registry.removals().repository(repository.path(), request.principal());
    return Calls.done(repository.path());
  }

  /** Operations have ended when they are answered; this one is long past. */
  Response operation(Request request) {
    String project = calls.project(request);
    calls.require(request, "repositories.get", "projects/" + project);
    var answer =
        Json.MAPPER
            .createObjectNode()
            .put(
                "name",
                "projects/"
                    + project
                    + "/locations/"
                    + request.parameter("location")
                    + "/operations/"
                    + request.parameter("operation"))
            .put("done", true);
    return Response.json(200, answer);
  }

  private JsonNode write(Repository repository) {
    return RepositoryMessage.write(
        repository, host(repository.path()), registry.bytesOf(repository.path()));
  }
}
