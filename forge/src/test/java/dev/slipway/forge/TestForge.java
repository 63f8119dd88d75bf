package dev.slipway.forge;

import dev.slipway.base.Json;
import dev.slipway.forge.check.AllChecks;
import dev.slipway.forge.check.PostedChecks;
import dev.slipway.forge.discussion.Discussions;
import dev.slipway.forge.github.GithubForgeRoutes;
import dev.slipway.forge.github.Hosted;
import dev.slipway.forge.release.TaggedReleases;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.git.RefChange;
import dev.slipway.http.Authorizer;
import dev.slipway.http.Headers;
import dev.slipway.http.HttpException;
import dev.slipway.http.HttpListener;
import dev.slipway.http.Permission;
import dev.slipway.http.Principal;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.RouteSet;
import dev.slipway.http.github.GithubAccess;
import dev.slipway.http.github.GithubErrors;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;

/**
 * A whole forge on a port of its own. Users are {@code admin} (everything), {@code writer} and
 * {@code reader} (what their names say, in {@code acme/…}) and {@code stranger} (reads {@code
 * acme/…}, opens pull requests there, and owns {@code stranger/…}); passwords are names.
 */
final class TestForge implements AutoCloseable {
  private static final Set<String> USERS = Set.of("admin", "writer", "reader", "stranger");

  final List<PushEvent> pushes = new CopyOnWriteArrayList<>();
  final List<PullRequestEvent> pulls = new CopyOnWriteArrayList<>();
  final Map<String, CheckStates.State> checks = new ConcurrentHashMap<>();
  final Repositories repositories;
  final Forge forge;
  final Journal journal;
  private final Database database;
  private final HttpListener listener;
  private volatile BiConsumer<PushEvent, PushProgress> follow = (event, progress) -> {};
  private volatile PushGate gate = PushGate.OPEN;

  TestForge(Path directory) {
    var clock = Clock.systemUTC();
    database =
        Database.open(
            directory.resolve("forge.db"),
            List.of(
                Journal.SCHEMA,
                Repositories.schema(),
                Discussions.SCHEMA,
                PostedChecks.SCHEMA,
                TaggedReleases.SCHEMA));
    journal = new Journal(database, clock);
    repositories = new Repositories(directory.resolve("git"), database, journal, clock);
    var all = new AllChecks((r, c) -> checks, new PostedChecks(database, journal, clock));
    forge =
        new Forge(
            repositories,
            database,
            journal,
            clock,
            new ForgePorts(new Recorder(), this::examine, all));
    Authorizer authorizer =
        (principal, permission) ->
            isAllowed(principal, permission)
                ? new Authorizer.Decision.Allowed("test")
                : new Authorizer.Decision.Denied(
                    principal.name() + " lacks " + permission.action());
    var hosted =
        new Hosted(
            forge,
            new GithubAccess(authorizer),
            new Discussions(database, journal, clock),
            all.posted(),
            new TaggedReleases(directory.resolve("releases"), database, journal, clock),
            all.jobs(),
            "http://forge.test",
            clock);
    var github = new ArrayList<>(GithubForgeRoutes.of(hosted));
    github.addAll(GithubErrors.everythingElse());
    listener =
        HttpListener.start(
            new HttpListener.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty()),
            TestForge::who,
            authorizer,
            List.of(
                GitRoutes.routeSet(forge, authorizer),
                ForgeRoutes.routeSet(forge, authorizer, TestForge::problem),
                new RouteSet(
                    "github",
                    github,
                    new GithubErrors(),
                    request -> "Bearer",
                    RouteSet.EncodedSlashes.TAKEN)));
  }

  private final class Recorder implements ForgeListener {
    @Override
    public void pushed(PushEvent event, PushProgress progress) {
      pushes.add(event);
      follow.accept(event, progress);
    }

    @Override
    public void pullRequestChanged(PullRequestEvent event, PushProgress progress) {
      pulls.add(event);
    }
  }

  private Optional<PushGate.Refusal> examine(
      HostedRepository repository, GitRepository content, RefChange change) {
    return gate.examine(repository, content, change);
  }

  void onPush(BiConsumer<PushEvent, PushProgress> work) {
    follow = work;
  }

  void refuseBy(PushGate gate) {
    this.gate = gate;
  }

  private static Response problem(Request request, int status, Throwable failure) {
    return new Response.Bytes(
        status,
        Headers.of("Content-Type", "application/problem+json"),
        Json.bytes(Map.of("status", status, "detail", String.valueOf(failure.getMessage()))));
  }

  private static boolean isAllowed(Principal principal, Permission permission) {
    boolean acme = permission.resource().startsWith("repositories/acme/");
    String action = permission.action();
    Set<String> reads =
        Set.of(
            "forge.repositories.get",
            "forge.repositories.pull",
            "forge.pullRequests.get",
            "forge.pullRequests.list");
    return switch (principal.name()) {
      case "admin" -> true;
      case "writer" ->
          acme
              && (reads.contains(action)
                  || action.equals("forge.repositories.push")
                  || action.startsWith("forge.pullRequests."));
      case "reader" -> acme && reads.contains(action);
      case "stranger" ->
          permission.resource().startsWith("repositories/stranger/")
              || (acme && (reads.contains(action) || action.equals("forge.pullRequests.create")));
      default -> false;
    };
  }

  private static Principal who(Request request) {
    Optional<String> header = request.header("Authorization");
    if (header.isEmpty()) {
      return Principal.ANONYMOUS;
    }
    String encoded = header.get().substring("Basic ".length());
    String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    String user = pair.substring(0, pair.indexOf(':'));
    if (!USERS.contains(user) || !pair.equals(user + ":" + user)) {
      throw new HttpException(401, "wrong password");
    }
    return new Principal(user, Set.of());
  }

  int port() {
    return listener.address().getPort();
  }

  /** The URL git uses, with a user's name and password in it. */
  String url(String user, String repository) {
    return "http://" + user + ":" + user + "@127.0.0.1:" + port() + "/git/" + repository;
  }

  String anonymousUrl(String repository) {
    return "http://127.0.0.1:" + port() + "/git/" + repository;
  }

  HostedRepository repository(String name) {
    return repositories.get(RepositoryName.parse(name));
  }

  GitRepository content(String name) {
    return repositories.content(repository(name));
  }

  Optional<CommitId> tip(String name, String ref) {
    return content(name).resolve(ref);
  }

  /** A clone with one commit on main, pushed by the administrator. */
  TestGit seeded(Path directory, String repository) throws IOException {
    var git = TestGit.init(directory);
    git.write("README", "hello\n").write("src/main.txt", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    git.commit("Begin");
    git.run("remote", "add", "origin", url("admin", repository));
    git.run("push", "--quiet", "origin", "main");
    return git;
  }

  record Answer(int status, JsonNode body) {}

  Answer api(String user, String method, String path, String body) throws Exception {
    return call(user, method, "/api/v1/repositories" + path, body);
  }

  /** Asks as GitHub's clients do. */
  Answer github(String user, String method, String path, String body) throws Exception {
    return call(user, method, "/api/v3/repos" + path, body);
  }

  private Answer call(String user, String method, String path, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8)))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(
          response.statusCode(),
          response.body().length == 0
              ? Json.MAPPER.createObjectNode()
              : Json.parse(response.body(), "answer"));
    }
  }

  @Override
  public void close() {
    listener.close();
    repositories.close();
    database.close();
  }
}
