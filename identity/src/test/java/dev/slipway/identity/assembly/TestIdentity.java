package dev.slipway.identity.assembly;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.slipway.base.Json;
import dev.slipway.http.HttpListener;
import dev.slipway.identity.Token;
import dev.slipway.identity.google.ClusterDirectory;
import dev.slipway.identity.job.GrantedPermissions;
import dev.slipway.identity.job.GrantedPermissions.Level;
import dev.slipway.identity.job.IssuedJobTokens;
import dev.slipway.identity.job.JobClaims;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.testing.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Identity on a real listener, with a clock that tests move, and a restart. */
public final class TestIdentity implements AutoCloseable {
  public static final Token ADMINISTRATOR = new Token("slw_test_administrator");
  private static final Map<String, Level> ALL =
      Map.of("contents", Level.WRITE, "id-token", Level.WRITE);

  private final Path directory;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ManualClock clock;
  private Database database;
  private HttpListener listener;
  public Identity identity;

  /** An answer. */
  public record Answer(int status, JsonNode json) {
    public String text(String field) {
      return json.path(field).asString("");
    }
  }

  private record Opened(Database database, Identity identity, HttpListener listener) {}

  /** Making an RSA key takes longer than most tests: all at the usual time have the same one. */
  private static final class UsualKey {
    static final Instant MADE = Instant.parse("2026-11-01T12:00:00Z");
    static final RSAKey KEY = make();

    private static RSAKey make() {
      try {
        return new RSAKeyGenerator(2048)
            .keyUse(KeyUse.SIGNATURE)
            .algorithm(JWSAlgorithm.RS256)
            .issueTime(Date.from(MADE))
            .keyIDFromThumbprint(true)
            .generate();
      } catch (JOSEException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** At the usual time, with a key made before. */
  public TestIdentity(Path directory) throws IOException {
    this(withUsualKey(directory), UsualKey.MADE);
  }

  private static Path withUsualKey(Path directory) throws IOException {
    Path keys = Files.createDirectories(directory.resolve("keys/oidc"));
    Files.writeString(
        keys.resolve(UsualKey.KEY.getKeyID() + ".jwk.json"), UsualKey.KEY.toJSONString());
    return directory;
  }

  public TestIdentity(Path directory, Instant start) throws IOException {
    this.directory = directory;
    this.clock = new ManualClock(start);
    Files.createDirectories(directory.resolve("keys"));
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = socket.getLocalPort();
    }
    var opened = open();
    this.database = opened.database;
    this.identity = opened.identity;
    this.listener = opened.listener;
  }

  private Opened open() {
    var schemas = new ArrayList<>(List.of(Journal.SCHEMA));
    schemas.addAll(Identity.schemas());
    var db = Database.open(directory.resolve("slipway.db"), schemas);
    var opened =
        Identity.open(
            url(), directory.resolve("keys"), ADMINISTRATOR, db, new Journal(db, clock), clock);
    var started =
        HttpListener.start(
            new HttpListener.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Optional.empty()),
            opened.authenticator(),
            opened.authorizer(),
            opened.routeSets(new OneCluster()));
    return new Opened(db, opened, started);
  }

  private static final class OneCluster implements ClusterDirectory {
    @Override
    public Optional<Cluster> find(String project, String location, String name) {
      return Optional.of(new Cluster(name, location, "127.0.0.1:6443", "PEM", "1.33.0", 1));
    }

    @Override
    public List<Cluster> list(String project) {
      return find(project, "local", "slipway").stream().toList();
    }
  }

  public void restart() {
    stop();
    var opened = open();
    database = opened.database;
    identity = opened.identity;
    listener = opened.listener;
  }

  private void stop() {
    listener.close();
    database.close();
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  public Instant now() {
    return clock.instant();
  }

  public void pass(Duration time) {
    clock.pass(time);
  }

  public List<Journal.Event> events(String kind) {
    // What was submitted without waiting is written before this.
    database.write(sql -> 0);
    return identity.journal().after(0, 1_000).stream().filter(e -> e.kind().equals(kind)).toList();
  }

  /** A job that may have an ID token. */
  public IssuedJobTokens begin(JobClaims claims) {
    return identity.jobs().begin(claims, new GrantedPermissions(ALL));
  }

  public String idToken(IssuedJobTokens tokens, String audience) {
    var request = tokens.idToken().orElseThrow();
    var answer =
        get(
            request.url().substring(url().length())
                + "&audience="
                + URLEncoder.encode(audience, StandardCharsets.UTF_8),
            request.token().value());
    return answer.text("value");
  }

  public Answer exchange(String provider, String idToken) {
    var body =
        Json.MAPPER
            .createObjectNode()
            .put("audience", "//iam.googleapis.com/" + provider)
            .put("grantType", "urn:ietf:params:oauth:grant-type:token-exchange")
            .put("requestedTokenType", "urn:ietf:params:oauth:token-type:access_token")
            .put("scope", "https://www.googleapis.com/auth/cloud-platform")
            .put("subjectTokenType", "urn:ietf:params:oauth:token-type:jwt")
            .put("subjectToken", idToken);
    return send("POST", "/v1/token", "", Json.text(body), "application/json");
  }

  public Answer get(String path, String token) {
    return send("GET", path, token, "", "");
  }

  public Answer post(String path, String token, String body) {
    return send("POST", path, token, body, "application/json");
  }

  public Answer send(String method, String path, String token, String body, String type) {
    var request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    try {
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(
          response.statusCode(),
          response.body().length == 0
              ? Json.MAPPER.createObjectNode()
              : Json.parse(response.body(), path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stop();
    client.close();
  }

  /** A job of {@code repository} on a branch. */
  public static JobClaims job(String repository, String id, String ref, String event) {
    String owner = repository.substring(0, repository.indexOf('/'));
    String file = repository + "/.github/workflows/cd.yaml@" + ref;
    String sha = "c".repeat(40);
    return new JobClaims(
        new JobClaims.Repository(
            owner, "77", repository.substring(owner.length() + 1), id, "private"),
        new JobClaims.Source(ref, "branch", false, sha, event, "", ""),
        new JobClaims.Workflow("CD", file, sha, file, sha),
        new JobClaims.Actor("ada", "5"),
        "42",
        3,
        1,
        "deploy",
        Optional.empty(),
        JobClaims.Origin.REPOSITORY);
  }
}
