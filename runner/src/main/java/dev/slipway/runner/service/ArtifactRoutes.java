package dev.slipway.runner.service;

import dev.slipway.base.Json;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.RunningJobs;
import dev.slipway.runner.artifact.ArtifactStore;
import dev.slipway.runner.artifact.ArtifactStore.Artifact;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Artifacts as GitHub's own client speaks of them: version 4, over Twirp with signed links. */
public final class ArtifactRoutes {
  private static final String WHY = "the runtime token names the run, whose artifacts it may touch";
  private static final String SERVICE = "/twirp/github.actions.results.api.v1.ArtifactService/";
  private static final String BLOB = "/devstoreaccount1/artifacts/";

  private final ArtifactStore store;
  private final ServiceJobs jobs;
  private final SignedUrls links;

  public ArtifactRoutes(ArtifactStore store, RunningJobs jobs, SignedUrls links) {
    this.store = store;
    this.jobs = new ServiceJobs(jobs, job -> "");
    this.links = links;
  }

  /** All routes. */
  public List<Route> routes() {
    String signed = "the link is signed by this process, for one file, one use and an hour";
    return List.of(
        Route.handlerDecides(Method.POST, SERVICE + "CreateArtifact", WHY, this::create),
        Route.handlerDecides(Method.POST, SERVICE + "FinalizeArtifact", WHY, this::finish),
        Route.handlerDecides(Method.POST, SERVICE + "ListArtifacts", WHY, this::list),
        Route.handlerDecides(Method.POST, SERVICE + "GetSignedArtifactURL", WHY, this::link),
        Route.handlerDecides(Method.POST, SERVICE + "DeleteArtifact", WHY, this::delete),
        Route.anonymous(Method.PUT, BLOB + "{id}", signed, this::put),
        Route.anonymous(Method.GET, BLOB + "{id}", signed, this::get),
        Route.anonymous(Method.HEAD, BLOB + "{id}", signed, this::get));
  }

  private Response create(Request request) throws IOException {
    JobDescriptor job = jobs.job(request);
    JsonNode body = ServiceJobs.body(request);
    String name = name(body);
    var owner = ArtifactStore.Owner.of(job);
    long id =
        store
            .create(owner, name, expires(body))
            .orElseThrow(() ->
                new HttpException(
                    409, "an artifact with this name already exists on the workflow run: " + name));
    var answer = Json.MAPPER.createObjectNode().put("ok", true);
    answer.put("signed_upload_url", links.sign(request, BLOB + id, SignedUrls.Use.WRITE));
    return Response.json(200, answer);
  }

  private static String name(JsonNode body) {
    String name = ServiceJobs.text(body, "name");
    if (name.isEmpty() || name.length() > 255 || name.matches("(?s).*[\":<>|*?\\r\\n\\\\/].*")) {
      throw new HttpException(400, "\"" + name + "\" is not a name for an artifact");
    }
    return name;
  }

  private static Optional<Instant> expires(JsonNode body) {
    String text = ServiceJobs.text(body, "expires_at");
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      throw new HttpException(400, "expires_at is not a time: " + text);
    }
  }

  private Response finish(Request request) throws IOException {
    JobDescriptor job = jobs.job(request);
    JsonNode body = ServiceJobs.body(request);
    long id =
        store
            .begun(job.run(), ServiceJobs.text(body, "name"))
            .orElseThrow(() -> new HttpException(404, "no such artifact was begun"));
    long size = ServiceJobs.field(body, "size").asLong(-1);
    long arrived = store.upload(id).size();
    if (size >= 0 && size != arrived) {
      throw new HttpException(400, arrived + " of " + size + " bytes have arrived");
    }
    JsonNode hash = ServiceJobs.field(body, "hash");
    store.complete(id, hash.isObject() ? hash.path("value").asString("") : hash.asString(""));
    var answer = Json.MAPPER.createObjectNode().put("ok", true);
    return Response.json(200, answer.put("artifact_id", Long.toString(id)));
  }

  private List<Artifact> found(Request request, JsonNode body) {
    JsonNode name = ServiceJobs.field(body, "name_filter");
    String wanted = name.isObject() ? name.path("value").asString("") : name.asString("");
    JsonNode id = ServiceJobs.field(body, "id_filter");
    String number = id.isObject() ? id.path("value").asString("") : id.asString("");
    return store.list(jobs.job(request).run()).stream()
        .filter(a -> wanted.isEmpty() || a.name().equals(wanted))
        .filter(a -> number.isEmpty() || Long.toString(a.id()).equals(number))
        .toList();
  }

  private Response list(Request request) throws IOException {
    var answer = Json.MAPPER.createObjectNode();
    var list = answer.putArray("artifacts");
    found(request, ServiceJobs.body(request)).forEach(a -> list.add(describe(a)));
    return Response.json(200, answer);
  }

  private static ObjectNode describe(Artifact artifact) {
    var node = Json.MAPPER.createObjectNode();
    node.put("workflow_run_backend_id", artifact.run());
    node.put("workflow_job_run_backend_id", artifact.job());
    node.put("database_id", Long.toString(artifact.id()));
    node.put("name", artifact.name());
    node.put("size", Long.toString(artifact.size()));
    node.put("created_at", artifact.created().toString());
    if (!artifact.digest().isEmpty()) {
      node.put("digest", artifact.digest());
    }
    return node;
  }

  private Response link(Request request) throws IOException {
    String name = name(ServiceJobs.body(request));
    Artifact artifact =
        store.list(jobs.job(request).run()).stream()
            .filter(a -> a.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new HttpException(404, "there is no artifact " + name));
    var answer = Json.MAPPER.createObjectNode();
    return Response.json(
        200,
        answer.put("signed_url", links.sign(request, BLOB + artifact.id(), SignedUrls.Use.READ)));
  }

  private Response delete(Request request) throws IOException {
    String name = name(ServiceJobs.body(request));
    Artifact artifact =
        store
            .delete(jobs.job(request).run(), name)
            .orElseThrow(() -> new HttpException(404, "there is no artifact " + name));
    var answer = Json.MAPPER.createObjectNode().put("ok", true);
    return Response.json(200, answer.put("artifact_id", Long.toString(artifact.id())));
  }

  private Response put(Request request) throws IOException {
    links.check(request, SignedUrls.Use.WRITE);
    return Blobs.put(request, store.upload(number(request)));
  }

  private Response get(Request request) throws IOException {
    links.check(request, SignedUrls.Use.READ);
    return Blobs.get(request, store.file(number(request)), "application/zip");
  }

  private static long number(Request request) {
    try {
      return Long.parseLong(request.parameter("id"));
    } catch (NumberFormatException e) {
      throw new HttpException(404, "there is no artifact " + request.parameter("id"));
    }
  }
}
