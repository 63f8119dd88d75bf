package dev.slipway.registry.api;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.registry.Registry;
import dev.slipway.registry.Repository;
import dev.slipway.registry.Repository.CleanupMode;
import dev.slipway.registry.RepositoryPath;
import dev.slipway.registry.cleanup.CleanupPolicyJson;
import dev.slipway.registry.cleanup.CleanupSnapshot.TagMobility;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Repositories. */
final class RepositoryHandlers {
  private static final Set<String> FIELDS =
      Set.of("location", "description", "labels", "immutableTags", "cleanupPolicies", "cleanup");

  private final Registry registry;
  private final ApiAccess access;

  RepositoryHandlers(Registry registry, ApiAccess access) {
    this.registry = registry;
    this.access = access;
  }

  /** Those that the caller may see. */
  Response list(Request request) {
    if (request.principal().isAnonymous()) {
      throw new HttpException(401, "log in to see repositories");
    }
    var answer = Json.MAPPER.createObjectNode();
    var all = answer.putArray("repositories");
    for (Repository repository : registry.repositories().list()) {
      if (access.allows(request, "repositories.get", repository.path())) {
        all.add(write(repository));
      }
    }
    return Response.json(200, answer);
  }

  Response get(Request request) {
    RepositoryPath path = path(request);
    access.require(request, "repositories.get", path);
    return registry
        .repositories()
        .find(path)
        .map(r -> Response.json(200, write(r)))
        .orElseThrow(() -> new HttpException(404, path + " does not exist"));
  }

  /** Makes the repository when there is none; changes what the body names otherwise. */
  Response put(Request request) throws IOException {
    RepositoryPath path = path(request);
    JsonNode body = ApiAccess.body(request);
    for (String field : body.propertyNames()) {
      if (!FIELDS.contains(field)) {
        throw new InputException(
            Position.of("request body"), "the field " + field + " is not known", "use " + FIELDS);
      }
    }
    Optional<Repository> known = registry.repositories().find(path);
    if (known.isEmpty()) {
      var place =
          new RepositoryPath(
              path.project(), body.path("location").asString(path.location()), path.repository());
      access.require(request, "repositories.create", place);
      Repository made =
          registry
              .repositories()
              .create(place, changed(Repository.Settings.DEFAULT, body), request.principal());
      return Response.json(201, write(made));
    }
    access.require(request, "repositories.update", path);
    Repository after =
        registry.repositories().update(path, before -> changed(before, body), request.principal());
    return Response.json(200, write(after));
  }

  private static Repository.Settings changed(Repository.Settings before, JsonNode body) {
    Repository.Settings settings = before;
    if (body.has("description")) {
      settings = settings.withDescription(body.path("description").asString(""));
    }
    if (body.has("labels")) {
      var labels = new LinkedHashMap<String, String>();
      for (Map.Entry<String, JsonNode> label : body.path("labels").properties()) {
        labels.put(label.getKey(), label.getValue().asString(""));
      }
      settings = settings.withLabels(labels);
    }
    if (body.has("immutableTags")) {
      settings =
          settings.withTags(
              body.path("immutableTags").asBoolean(false)
                  ? TagMobility.IMMUTABLE
                  : TagMobility.MOVABLE);
    }
    if (body.has("cleanupPolicies")) {
      settings = settings.withPolicies(CleanupPolicyJson.parse(body.path("cleanupPolicies")));
    }
    if (body.has("cleanup")) {
      settings = settings.withCleanup(mode(body.path("cleanup").asString("")));
    }
    return settings;
  }

  private static CleanupMode mode(String text) {
    return switch (text) {
      case "active" -> CleanupMode.ACTIVE;
      case "dry-run" -> CleanupMode.DRY_RUN;
      default ->
          throw new InputException(
              Position.of("request body"), "cleanup is '" + text + "'", "use active or dry-run");
    };
  }

  Response delete(Request request) {
    RepositoryPath path = path(request);
    access.require(request, "repositories.delete", path);
    registry.removals().repository(path, request.principal());
    return Response.empty(204);
  }

  private RepositoryPath path(Request request) {
    return access.repository(request.parameter("project") + "/" + request.parameter("repository"));
  }

  private ObjectNode write(Repository repository) {
    RepositoryPath path = repository.path();
    Repository.Settings settings = repository.settings();
    var json =
        Json.MAPPER
            .createObjectNode()
            .put("name", path.project() + "/" + path.repository())
            .put("path", path.toString())
            .put("location", path.location())
            .put("description", settings.description())
            .put("immutableTags", settings.tags() == TagMobility.IMMUTABLE)
            .put("cleanup", settings.cleanup() == CleanupMode.ACTIVE ? "active" : "dry-run")
            .put("created", repository.created().toString())
            .put("creator", repository.creator())
            .put("images", registry.namesIn(path).size())
            .put("bytes", registry.bytesOf(path));
    var labels = json.putObject("labels");
    settings.labels().forEach(labels::put);
    json.set("cleanupPolicies", CleanupPolicyJson.write(settings.policies()));
    return json;
  }
}
