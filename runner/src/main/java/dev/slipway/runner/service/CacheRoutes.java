package dev.slipway.runner.service;

import dev.slipway.base.Json;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.RunningJobs;
import dev.slipway.runner.cache.CacheScope;
import dev.slipway.runner.cache.CacheStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The cache services that GitHub's own clients speak to: version 2 over Twirp with signed links,
 * and the older version 1, which setup-uv@v1 still uses.
 */
public final class CacheRoutes {
  private static final String WHY = "the runtime token names the job, whose ref decides the scope";
  private static final String V2 = "/twirp/github.actions.results.api.v1.CacheService/";
  private static final String V1 = "/_apis/artifactcache/";
  private static final String BLOB = "/devstoreaccount1/cache/";
  private static final int MAX_KEYS = 10;
  private static final int MAX_KEY = 512;
  private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-.*");

  private final CacheStore store;
  private final ServiceJobs jobs;
  private final SignedUrls links;

  /**
   * The routes over a store.
   *
   * @param defaultBranch the full name of the default branch of a job's repository
   */
  public CacheRoutes(
      CacheStore store,
      RunningJobs jobs,
      Function<JobDescriptor, String> defaultBranch,
      SignedUrls links) {
    this.store = store;
    this.jobs = new ServiceJobs(jobs, defaultBranch);
    this.links = links;
  }

  /** All routes. */
  public List<Route> routes() {
    String signed = "the link is signed by this process, for one file, one use and an hour";
    return List.of(
        Route.handlerDecides(Method.POST, V2 + "GetCacheEntryDownloadURL", WHY, this::download),
        Route.handlerDecides(Method.POST, V2 + "CreateCacheEntry", WHY, this::create),
        Route.handlerDecides(Method.POST, V2 + "FinalizeCacheEntryUpload", WHY, this::finish),
        Route.anonymous(Method.PUT, BLOB + "{id}", signed, this::put),
        Route.anonymous(Method.GET, BLOB + "{id}", signed, this::get),
        Route.anonymous(Method.HEAD, BLOB + "{id}", signed, this::get),
        Route.handlerDecides(Method.GET, V1 + "cache", WHY, this::find),
        Route.handlerDecides(Method.POST, V1 + "caches", WHY, this::reserve),
        Route.handlerDecides(Method.PATCH, V1 + "caches/{id}", WHY, this::append),
        Route.handlerDecides(Method.POST, V1 + "caches/{id}", WHY, this::commit));
  }

  private Response download(Request request) throws IOException {
    CacheScope scope = jobs.scope(request);
    JsonNode body = ServiceJobs.body(request);
    List<String> restore =
        ServiceJobs.field(body, "restore_keys").valueStream().map(JsonNode::asString).toList();
    String key = ServiceJobs.text(body, "key");
    check(key, restore);
    Optional<CacheStore.Entry> found =
        store.find(scope, ServiceJobs.text(body, "version"), key, restore);
    var answer = Json.MAPPER.createObjectNode();
    answer.put("ok", found.isPresent());
    answer.put(
        "signed_download_url",
        found.map(e -> links.sign(request, BLOB + e.id(), SignedUrls.Use.READ)).orElse(""));
    answer.put("matched_key", found.map(CacheStore.Entry::key).orElse(""));
    return Response.json(200, answer);
  }

  private static void check(String key, List<String> more) {
    if (key.isEmpty() || key.length() > MAX_KEY || key.contains(",")) {
      throw new HttpException(400, "a cache key has 1 to " + MAX_KEY + " characters and no comma");
    }
    if (more.size() >= MAX_KEYS) {
      throw new HttpException(400, "at most " + MAX_KEYS + " cache keys can be asked for");
    }
  }

  private Response create(Request request) throws IOException {
    CacheScope scope = jobs.scope(request);
    JsonNode body = ServiceJobs.body(request);
    String key = ServiceJobs.text(body, "key");
    check(key, List.of());
    Optional<Long> id = store.reserve(scope, ServiceJobs.text(body, "version"), key);
    var answer = Json.MAPPER.createObjectNode();
    answer.put("ok", id.isPresent());
    answer.put(
        "signed_upload_url",
        id.map(i -> links.sign(request, BLOB + i, SignedUrls.Use.WRITE)).orElse(""));
    if (id.isEmpty()) {
      answer.put(
          "message",
          scope.writable().isEmpty()
              ? "this job may read caches, not write them"
              : "the cache entry exists already");
    }
    return Response.json(200, answer);
  }

  private Response finish(Request request) throws IOException {
    JsonNode body = ServiceJobs.body(request);
    Optional<Long> id =
        store.reserved(
            jobs.scope(request), ServiceJobs.text(body, "version"), ServiceJobs.text(body, "key"));
    long size = ServiceJobs.field(body, "size_bytes").asLong(-1);
    boolean whole = id.isPresent() && (size < 0 || store.upload(id.get()).size() == size);
    if (whole) {
      store.complete(id.get());
    } else {
      id.ifPresent(store::abandon);
    }
    var answer = Json.MAPPER.createObjectNode();
    answer.put("ok", whole).put("entry_id", id.map(i -> Long.toString(i)).orElse("0"));
    return Response.json(200, answer);
  }

  private Response put(Request request) throws IOException {
    links.check(request, SignedUrls.Use.WRITE);
    return Blobs.put(request, store.upload(number(request)));
  }

  private Response get(Request request) throws IOException {
    links.check(request, SignedUrls.Use.READ);
    return Blobs.get(request, store.file(number(request)), "application/octet-stream");
  }

  private static long number(Request request) {
    try {
      return Long.parseLong(request.parameter("id"));
    } catch (NumberFormatException e) {
      throw new HttpException(404, "there is no cache " + request.parameter("id"));
    }
  }

  private Response find(Request request) {
    CacheScope scope = jobs.scope(request);
    List<String> keys = List.of(request.query("keys").orElse("").split(","));
    check(keys.getFirst(), keys.subList(1, keys.size()));
    Optional<CacheStore.Entry> found =
        store.find(scope, request.query("version").orElse(""), keys.getFirst(), keys);
    if (found.isEmpty()) {
      return Response.empty(204);
    }
    CacheStore.Entry entry = found.get();
    var answer = Json.MAPPER.createObjectNode();
    answer.put("cacheKey", entry.key()).put("scope", entry.scope());
    answer.put("archiveLocation", links.sign(request, BLOB + entry.id(), SignedUrls.Use.READ));
    return Response.json(200, answer);
  }

  private Response reserve(Request request) throws IOException {
    CacheScope scope = jobs.scope(request);
    JsonNode body = ServiceJobs.body(request);
    String key = body.path("key").asString("");
    check(key, List.of());
    long id =
        store
            .reserve(scope, body.path("version").asString(""), key)
            .orElseThrow(() -> new HttpException(409, "the cache " + key + " exists already"));
    return Response.json(201, Json.MAPPER.createObjectNode().put("cacheId", id));
  }

  private long writable(Request request) {
    long id = number(request);
    if (!store.mayWrite(jobs.scope(request), id)) {
      throw new HttpException(404, "this job has not reserved the cache " + id);
    }
    return id;
  }

  private Response append(Request request) throws IOException {
    long id = writable(request);
    Matcher range = RANGE.matcher(request.header("Content-Range").orElse(""));
    if (!range.matches()) {
      throw new HttpException(400, "the request has no Content-Range");
    }
    store.upload(id).range(Long.parseLong(range.group(1)), request.body());
    return Response.empty(204);
  }

  private Response commit(Request request) throws IOException {
    long id = writable(request);
    long size = ServiceJobs.body(request).path("size").asLong(-1);
    long arrived = store.upload(id).size();
    if (size != arrived) {
      store.abandon(id);
      throw new HttpException(400, arrived + " of " + size + " bytes have arrived");
    }
    store.complete(id);
    return Response.empty(204);
  }
}
