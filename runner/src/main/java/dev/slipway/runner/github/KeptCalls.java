package dev.slipway.runner.github;

import dev.slipway.base.Json;
import dev.slipway.http.Headers;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.github.GithubAccess;
import dev.slipway.http.github.GithubPages;
import dev.slipway.runner.artifact.ArtifactStore;
import dev.slipway.runner.artifact.ArtifactStore.Artifact;
import dev.slipway.runner.cache.CacheStore;
import dev.slipway.runner.run.RunView;
import dev.slipway.runner.run.Runs;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What jobs have kept: artifacts and caches. */
final class KeptCalls {
  private static final String READ = "actions: read";
  private static final String WRITE = "actions: write";

  private final Runs runs;
  private final RunCalls calls;
  private final GithubAccess access;
  private final ArtifactStore artifacts;
  private final CacheStore caches;
  private final RunShown shown;

  KeptCalls(
      Runs runs,
      RunCalls calls,
      GithubAccess access,
      ArtifactStore artifacts,
      CacheStore caches,
      String url) {
    this.runs = runs;
    this.calls = calls;
    this.access = access;
    this.artifacts = artifacts;
    this.caches = caches;
    this.shown = new RunShown(url);
  }

  private String id(String repository) {
    return Long.toString(runs.repositories().facts(repository).id());
  }

  private ObjectNode json(String repository, Artifact artifact) {
    String address = shown.address(repository) + "/actions/artifacts/" + artifact.id();
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("id", artifact.id()).put("name", artifact.name());
    node.put("size_in_bytes", artifact.size()).put("url", address);
    node.put("archive_download_url", address + "/zip").put("expired", false);
    node.put("created_at", artifact.created().toString());
    node.put("updated_at", artifact.created().toString());
    node.put("digest", artifact.digest().isEmpty() ? null : artifact.digest());
    ObjectNode run = node.putObject("workflow_run").put("id", Long.parseLong(artifact.run()));
    runs.store()
        .find(artifact.run())
        .ifPresent(view ->
            run.put("head_sha", view.commit())
                .put("head_branch", view.ref().replaceFirst("^refs/(heads|tags)/", "")));
    return node;
  }

  private Response list(Request request, List<Artifact> all) {
    String repository = GithubAccess.repository(request);
    Optional<String> name = request.query("name").filter(wanted -> !wanted.isEmpty());
    return GithubPages.list(
        request,
        "artifacts",
        all.stream()
            .filter(artifact -> name.isEmpty() || name.get().equals(artifact.name()))
            .map(artifact -> json(repository, artifact))
            .toList());
  }

  Response artifacts(Request request) {
    access.require(request, "runs.list", READ);
    return list(request, artifacts.ofRepository(id(GithubAccess.repository(request))));
  }

  Response artifactsOfRun(Request request) {
    RunView run = calls.readableRun(request);
    return list(request, artifacts.list(run.id()));
  }

  private Artifact found(Request request) {
    String id = request.parameter("artifact");
    String repository = GithubAccess.repository(request);
    return (id.matches("[0-9]{1,18}")
            ? artifacts.find(Long.parseLong(id))
            : Optional.<Artifact>empty())
        .filter(artifact ->
            runs.store()
                .find(artifact.run())
                .filter(run -> run.repository().equals(repository))
                .isPresent())
        .orElseThrow(() -> new HttpException(404, "Not Found: there is no artifact " + id));
  }

  Response artifact(Request request) {
    access.require(request, "runs.get", READ);
    return Response.json(200, json(GithubAccess.repository(request), found(request)));
  }

  Response download(Request request) {
    access.require(request, "runs.get", READ);
    Artifact artifact = found(request);
    Headers headers =
        Headers.of("Content-Type", "application/zip")
            .with("Content-Disposition", "attachment; filename=\"" + artifact.name() + ".zip\"");
    return new Response.FileRange(200, headers, artifacts.file(artifact.id()), 0, artifact.size());
  }

  Response removeArtifact(Request request) {
    access.require(request, "runs.create", WRITE);
    Artifact artifact = found(request);
    var _ = artifacts.delete(artifact.run(), artifact.name());
    return Response.empty(204);
  }

  private List<CacheStore.Entry> wanted(Request request) {
    String key = request.query("key").orElse("");
    String ref = request.query("ref").orElse("");
    return caches.ofRepository(id(GithubAccess.repository(request))).stream()
        .filter(entry -> entry.key().startsWith(key))
        .filter(entry -> ref.isEmpty() || entry.scope().equals(ref))
        .toList();
  }

  private static ObjectNode json(CacheStore.Entry entry) {
    return Json.MAPPER
        .createObjectNode()
        .put("id", entry.id())
        .put("ref", entry.scope())
        .put("key", entry.key())
        .put("version", entry.version())
        .put("size_in_bytes", entry.size());
  }

  Response caches(Request request) {
    access.require(request, "runs.list", READ);
    return GithubPages.list(
        request, "actions_caches", wanted(request).stream().map(KeptCalls::json).toList());
  }

  Response usage(Request request) {
    access.require(request, "runs.list", READ);
    String repository = GithubAccess.repository(request);
    List<CacheStore.Entry> all = caches.ofRepository(id(repository));
    return Response.json(
        200,
        Json.MAPPER
            .createObjectNode()
            .put("full_name", repository)
            .put("active_caches_count", all.size())
            .put(
                "active_caches_size_in_bytes",
                all.stream().mapToLong(CacheStore.Entry::size).sum()));
  }

  /** Those of exactly this key. */
  Response removeCaches(Request request) {
    access.require(request, "runs.create", WRITE);
    String key =
        request
            .query("key")
            .filter(k -> !k.isEmpty())
            .orElseThrow(() -> new HttpException(422, "\"key\" wasn't supplied"));
    List<CacheStore.Entry> found =
        wanted(request).stream().filter(entry -> entry.key().equals(key)).toList();
    if (found.isEmpty()) {
      throw new HttpException(404, "Not Found: there is no cache " + key);
    }
    ObjectNode answer = Json.MAPPER.createObjectNode().put("total_count", found.size());
    ArrayNode list = answer.putArray("actions_caches");
    for (CacheStore.Entry entry : found) {
      caches.remove(entry);
      list.add(json(entry));
    }
    return Response.json(200, answer);
  }

  Response removeCache(Request request) {
    access.require(request, "runs.create", WRITE);
    String id = request.parameter("cache");
    caches.ofRepository(id(GithubAccess.repository(request))).stream()
        .filter(entry -> Long.toString(entry.id()).equals(id))
        .findFirst()
        .ifPresentOrElse(
            caches::remove,
            () -> {
              throw new HttpException(404, "Not Found: there is no cache " + id);
            });
    return Response.empty(204);
  }
}
