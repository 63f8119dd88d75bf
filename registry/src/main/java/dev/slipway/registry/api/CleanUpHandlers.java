package dev.slipway.registry.api;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.registry.CleanUp;
import dev.slipway.registry.Collector;
import dev.slipway.registry.ImagesInUse;
import dev.slipway.registry.Registry;
import dev.slipway.registry.RemovedImage;
import dev.slipway.registry.RepositoryPath;
import dev.slipway.registry.api.ApiAccess.Named;
import dev.slipway.registry.cleanup.CleanupPolicyJson;
import dev.slipway.registry.cleanup.Decision;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Clean-up, its undoing, and collection. */
final class CleanUpHandlers {
  private static final int SHOWN = 1_000;

  private final Registry registry;
  private final ApiAccess access;
  private final ImagesInUse uses;

  CleanUpHandlers(Registry registry, ApiAccess access, ImagesInUse uses) {
    this.registry = registry;
    this.access = access;
    this.uses = uses;
  }

  /**
   * {@code {"repository":"p/r","dryRun":true}} explains what a clean-up would do, with the policies
   * of the body when it has some; without {@code dryRun} it is done by the repository's own.
   */
  Response clean(Request request) throws IOException {
    JsonNode body = ApiAccess.body(request);
    RepositoryPath path = access.repository(body.path("repository").asString(""));
    var policies = CleanupPolicyJson.parse(body.path("policies"));
    if (body.path("dryRun").asBoolean(false)) {
      access.require(request, "versions.list", path);
      return Response.json(200, write(registry.cleanUp().plan(path, policies, uses)));
    }
    if (!policies.isEmpty()) {
      throw new InputException(
          Position.of("request body"),
          "policies can only be tried in a dry run",
          "set them on the repository first");
    }
    access.require(request, "versions.delete", path);
    CleanUp.Report report = registry.cleanUp().run(path, uses, request.principal());
    registry.metrics().removed("images", report.removed());
    return Response.json(200, write(report));
  }

  private static ObjectNode write(CleanUp.Report report) {
    var json =
        Json.MAPPER
            .createObjectNode()
            .put("repository", report.repository().toString())
            .put("cleanup", report.cause())
            .put("removed", report.removed());
    var all = json.putArray("decisions");
    for (Decision decision : report.decisions()) {
      var image = decision.image();
      var one =
          all.addObject()
              .put("verdict", decision.verdict().name().toLowerCase(Locale.ROOT))
              .put("image", image.name())
              .put("digest", image.digest().toString())
              .put("pushed", image.pushed().toString())
              .put("reason", decision.reason());
      var tags = one.putArray("tags");
      image.tags().forEach(tags::add);
    }
    return json;
  }

  Response removed(Request request) {
    var answer = Json.MAPPER.createObjectNode();
    var all = answer.putArray("removed");
    for (RemovedImage image : registry.removals().removed(SHOWN)) {
      if (access.allows(request, "versions.list", registry.repositoryOf(image.name()))) {
        all.add(write(image));
      }
    }
    return Response.json(200, answer);
  }

  private static ObjectNode write(RemovedImage image) {
    var json =
        Json.MAPPER
            .createObjectNode()
            .put("image", image.name())
            .put("digest", image.digest().toString())
            .put("removed", image.removed().toString())
            .put("principal", image.principal())
            .put("cause", image.cause());
    var tags = json.putArray("tags");
    image.tags().forEach(tags::add);
    return json;
  }

  /** {@code {"image":"NAME@DIGEST"}} or {@code {"cleanup":"…"}} as the history shows it. */
  Response restore(Request request) throws IOException {
    JsonNode body = ApiAccess.body(request);
    String cause = body.path("cleanup").asString("");
    List<RemovedImage> restored;
    if (cause.isEmpty()) {
      Named image = ApiAccess.image(body.path("image").asString(""));
      access.requireName(request, "repositories.uploadArtifacts", image.name());
      var digest =
          image
              .digest()
              .orElseThrow(() ->
                  ApiAccess.wrong(
                      image.name(), "has no digest", "'slipway restore' lists what there is"));
      restored = registry.removals().restore(image.name(), digest, request.principal());
    } else {
      for (RemovedImage image : registry.removals().removedBy(cause)) {
        access.requireName(request, "repositories.uploadArtifacts", image.name());
      }
      restored = registry.removals().restore(cause, request.principal());
    }
    var answer = Json.MAPPER.createObjectNode();
    var all = answer.putArray("restored");
    restored.forEach(image -> all.add(write(image)));
    return Response.json(200, answer);
  }

  Response collect(Request request) throws IOException {
    Collector.Collected collected = registry.collector().collect();
    registry.metrics().removed("blobs", collected.blobs());
    return Response.json(
        200,
        Json.MAPPER
            .createObjectNode()
            .put("abandoned", collected.abandoned())
            .put("expired", collected.expired())
            .put("blobs", collected.blobs())
            .put("bytes", collected.bytes()));
  }
}
