package dev.slipway.runner.service;

import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpException;
import dev.slipway.http.HttpListener;
import dev.slipway.http.Principal;
import dev.slipway.http.Request;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobFiles;
import dev.slipway.runner.RunningJobs;
import dev.slipway.runner.artifact.ArtifactStore;
import dev.slipway.runner.cache.CacheStore;
import dev.slipway.store.Database;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The services on a port of their own; a token is the name of a job that was made known. */
final class TestServices implements AutoCloseable, RunningJobs {
  final CacheStore caches;
  final ArtifactStore artifacts;
  private final Database database;
  private final HttpListener listener;
  private final Map<String, JobDescriptor> jobs = new ConcurrentHashMap<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final JobFiles files;

  TestServices(Path directory, JobFiles files, Clock clock) {
    this.files = files;
    database =
        Database.open(
            directory.resolve("test.db"), List.of(CacheStore.SCHEMA, ArtifactStore.SCHEMA));
    caches = new CacheStore(database, directory.resolve("caches"), 1L << 30, clock);
    artifacts = new ArtifactStore(database, directory.resolve("artifacts"), 1L << 30, clock);
    var links = new SignedUrls(new byte[32], clock);
    listener =
        HttpListener.start(
            new HttpListener.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty()),
            this::who,
            (principal, permission) -> new Authorizer.Decision.Denied("nothing is needed"),
            List.of(
                ActionsServices.routeSet(
                    new CacheRoutes(caches, this, job -> "refs/heads/main", links),
                    new ArtifactRoutes(artifacts, this, links))));
  }

  private Principal who(Request request) {
    String header = request.header("Authorization").orElse("");
    if (header.isEmpty()) {
      return Principal.ANONYMOUS;
    }
    String token = header.substring(header.indexOf(' ') + 1);
    if (!jobs.containsKey(token)) {
      throw new HttpException(401, "the token is unknown");
    }
    return new Principal(token, Set.of());
  }

  @Override
  public Optional<RunningJob> of(Principal principal) {
    return Optional.ofNullable(jobs.get(principal.name())).map(job -> new RunningJob(job, files));
  }

  void know(String token, JobDescriptor job) {
    jobs.put(token, job);
  }

  String url() {
    return "http://127.0.0.1:" + listener.address().getPort() + "/";
  }

  HttpResponse<String> call(String method, String url, String token, String body, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(url.startsWith("http") ? url : url() + url))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    listener.close();
    database.close();
  }
}
