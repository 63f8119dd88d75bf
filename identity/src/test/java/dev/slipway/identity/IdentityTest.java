package dev.slipway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.http.Authorizer.Decision;
import dev.slipway.http.Handler;
import dev.slipway.http.HttpListener;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Principal;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.http.RouteSet;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.testing.ManualClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
  private static final Principal DEPLOYER = new Principal("serviceAccount:deployer@p", Set.of());

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-01T12:00:00Z"));
  private Database database;
  private Journal journal;

  @BeforeEach
  void open() {
    database =
        Database.open(
            directory.resolve("slipway.db"), List.of(Journal.SCHEMA, AccessTokens.SCHEMA));
    journal = new Journal(database, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void theAdministratorsTokenIsMadeOnceAndReadableByItsOwnerOnly() throws Exception {
    Path file = directory.resolve("admin.token");
    Token token = Administrator.token(file);
    assertThat(Administrator.token(file)).isEqualTo(token);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(token.toString()).doesNotContain(token.value());
  }

  @Test
  void tokensEndByTimeAndByRevocationAndSurviveARestart() {
    var tokens = new AccessTokens(database, journal, clock);
    var shortLived = tokens.issue(DEPLOYER, "test", Duration.ofMinutes(5)).token();
    var longLived = tokens.issue(DEPLOYER, "test", Duration.ofHours(5)).token();
    assertThat(tokens.principal(shortLived)).contains(DEPLOYER);

    clock.pass(Duration.ofMinutes(5));
    assertThat(tokens.principal(shortLived)).isEmpty();
    var reopened = new AccessTokens(database, journal, clock);
    assertThat(reopened.principal(longLived)).contains(DEPLOYER);
    reopened.revoke(longLived);
    assertThat(reopened.principal(longLived)).isEmpty();
    assertThat(new AccessTokens(database, journal, clock).principal(longLived)).isEmpty();
    assertThat(journal.after(0, 10))
        .extracting(Journal.Event::kind)
        .containsExactly(
            "identity.token.issued", "identity.token.issued", "identity.token.revoked");
  }

  @Test
  void bindingsAllowWhatTheyNameAndNothingElse() {
    var authorizer =
        new BindingAuthorizer(
            List.of(
                new BindingIndex(
                    List.of(
                        new Binding("group:system:masters", Role.OWNER, ""),
                        new Binding(
                            DEPLOYER.name(), Role.CONTAINER_DEVELOPER, "namespaces/doctor-app")))),
            new AuditTrail(database, journal));

    assertThat(authorizer.decide(Administrator.PRINCIPAL, new Permission("x.y.delete", "z")))
        .isInstanceOf(Decision.Allowed.class);
    var update = "container.deployments.update";
    assertThat(authorizer.decide(DEPLOYER, new Permission(update, "namespaces/doctor-app/a/b")))
        .isInstanceOf(Decision.Allowed.class);
    assertThat(
            authorizer.decide(DEPLOYER, new Permission(update, "namespaces/doctor-app-staging/a")))
        .isInstanceOf(Decision.Denied.class);
    assertThat(
            authorizer.decide(DEPLOYER, new Permission("iam.roles.get", "namespaces/doctor-app")))
        .isInstanceOf(Decision.Denied.class);
    assertThat(authorizer.decide(Principal.ANONYMOUS, new Permission(update, "x")).reason())
        .isEqualTo("a request without credentials does not have " + update + " on x");
  }

  @Test
  void refusalsAndChangesAreInTheJournalAndReadsAreNot() {
    var authorizer =
        new BindingAuthorizer(
            List.of(new BindingIndex(List.of(new Binding("group:system:masters", Role.OWNER, "")))),
            new AuditTrail(database, journal));
    authorizer.decide(Administrator.PRINCIPAL, new Permission("container.pods.list", "p"));
    authorizer.decide(Administrator.PRINCIPAL, new Permission("container.pods.delete", "p"));
    authorizer.decide(DEPLOYER, new Permission("container.pods.list", "p"));
    database.write(sql -> 0);

    assertThat(journal.after(0, 10))
        .extracting(Journal.Event::kind)
        .containsExactly("identity.allowed", "identity.denied");
  }

  @Test
  void acceptsTheTokenAsBearerAndAsBasicPasswordOfTheRightUser() throws Exception {
    var tokens = new AccessTokens(database, journal, clock);
    var administrator = Administrator.token(directory.resolve("admin.token"));
    var issued = tokens.issue(DEPLOYER, "test", Duration.ofHours(1)).token();
    Handler who = request -> Response.text(200, request.principal().name());
    var routes =
        new RouteSet(
            "test",
            List.of(Route.handlerDecides(Method.GET, "/who", "test", who)),
            (request, status, failure) ->
                Response.text(status, String.valueOf(failure.getMessage())),
            request -> "");
    try (var listener =
            HttpListener.start(
                new HttpListener.Settings(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty()),
                new TokenAuthenticator(administrator, tokens),
                (principal, permission) -> new Decision.Denied("never asked"),
                List.of(routes));
        var client = HttpClient.newHttpClient()) {
      assertThat(who(client, listener, "")).isEqualTo("system:anonymous");
      assertThat(who(client, listener, "Bearer " + administrator.value())).isEqualTo("admin");
      assertThat(who(client, listener, "token " + issued.value())).isEqualTo(DEPLOYER.name());
      assertThat(who(client, listener, basic("oauth2accesstoken", issued)))
          .isEqualTo(DEPLOYER.name());
      assertThat(who(client, listener, basic("x-access-token", issued))).isEqualTo(DEPLOYER.name());
      assertThat(who(client, listener, basic("_dcgcloud_token", issued)))
          .isEqualTo(DEPLOYER.name());
      assertThat(who(client, listener, basic("admin", administrator))).isEqualTo("admin");
      assertThat(who(client, listener, basic("admin", issued))).contains("does not belong");
      assertThat(who(client, listener, basic("_json_key", issued))).contains("never expire");
      assertThat(who(client, listener, "Bearer wrong")).contains("unknown, expired or revoked");
      assertThat(who(client, listener, "Digest x")).contains("unsupported");
    }
  }

  private static String basic(String user, Token token) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + token.value()).getBytes(StandardCharsets.UTF_8));
  }

  private static String who(HttpClient client, HttpListener listener, String authorization)
      throws Exception {
    var request =
        HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + listener.address().getPort() + "/who"));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return client.send(request.build(), BodyHandlers.ofString()).body();
  }

  @Test
  void aTokenKeepsWhatIsKnownOfItsPrincipal() {
    var job = new Principal("job:7/test/1", Set.of("jobs"), Map.of("commit", "c".repeat(40)));
    var tokens = new AccessTokens(database, journal, clock);
    Token token = tokens.issue(job, "job", Duration.ofHours(1)).token();
    assertThat(tokens.principal(token)).contains(job);
    assertThat(new AccessTokens(database, journal, clock).principal(token)).contains(job);
    assertThat(job.attribute("commit")).contains("c".repeat(40));
    assertThat(job.attribute("ref")).isEmpty();
  }

  @Test
  void aBindingCoversItsResourceAndWhatIsBelow() {
    assertThatThrownBy(() -> new Role("r", Set.of("a.*")).permissions().add("b"))
        .isInstanceOf(UnsupportedOperationException.class);
    var binding = new Binding("m", Role.OWNER, "projects/p");
    assertThat(binding.covers("projects/p")).isTrue();
    assertThat(binding.covers("projects/p/repositories/r")).isTrue();
    assertThat(binding.covers("projects/p2")).isFalse();
  }
}
