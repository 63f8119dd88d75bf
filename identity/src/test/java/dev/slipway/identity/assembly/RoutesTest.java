package dev.slipway.identity.assembly;

import static dev.slipway.identity.assembly.TestIdentity.ADMINISTRATOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.Method;
import dev.slipway.http.Principal;
import dev.slipway.http.Route;
import dev.slipway.http.RouteSet;
import dev.slipway.identity.Administrator;
import dev.slipway.identity.google.ClusterDirectory;
import dev.slipway.store.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route, asked by nobody and by somebody without rights. */
class RoutesTest {
  @TempDir Path directory;
  private TestIdentity test;

  private static final class NoCluster implements ClusterDirectory {
    @Override
    public Optional<Cluster> find(String project, String location, String name) {
      return Optional.empty();
    }

    @Override
    public List<Cluster> list(String project) {
      return List.of();
    }
  }

  @BeforeEach
  void open() throws Exception {
    test = new TestIdentity(directory);
  }

  @AfterEach
  void close() {
    test.close();
  }

  private List<Route> routes() {
    return test.identity.routeSets(new NoCluster()).stream()
        .map(RouteSet::routes)
        .flatMap(List::stream)
        .toList();
  }

  private int status(Route route, String token) {
    String path = route.pattern().replaceAll("\\{[^}]+}", "x");
    boolean body = route.method() == Method.POST || route.method() == Method.PUT;
    return test.send(route.method().name(), path, token, body ? "{}" : "", "application/json")
        .status();
  }

  @Test
  void theAnonymousRoutesAreFew() {
    assertThat(routes())
        .filteredOn(r -> r.access() instanceof Route.Access.Anonymous)
        .extracting(Route::pattern)
        .containsExactlyInAnyOrder(
            "/oidc/.well-known/openid-configuration",
            "/oidc/.well-known/jwks",
            "/v1/token",
            "/v1/introspect");
  }

  @Test
  void everyOtherRouteRefusesNobodyAndWrongTokens() {
    var others =
        routes().stream().filter(r -> !(r.access() instanceof Route.Access.Anonymous)).toList();
    assertThat(others).hasSizeGreaterThan(30);
    for (Route route : others) {
      assertThat(status(route, "")).as(route.method() + " " + route.pattern()).isEqualTo(401);
      assertThat(status(route, "slw_wrong")).as(route.pattern()).isEqualTo(401);
    }
  }

  @Test
  void everyOtherRouteRefusesAStrangerOrShowsNothing() {
    var stranger = new Principal("serviceAccount:s@stranger.iam.gserviceaccount.com", Set.of());
    String token =
        test.identity.tokens().issue(stranger, "test", Duration.ofHours(1)).token().value();
    for (Route route : routes()) {
      if (route.access() instanceof Route.Access.Anonymous) {
        continue;
      }
      boolean lists = route.method() == Method.GET && route.pattern().equals("/v1/projects");
      assertThat(status(route, token))
          .as(route.method() + " " + route.pattern())
          .isEqualTo(lists ? 200 : 403);
    }
    assertThat(test.get("/v1/projects", token).json().path("projects")).isEmpty();
  }

  @Test
  void policiesAreChangedByWhoMayAndOnlyFromTheStateThatWasRead() {
    var project =
        test.identity
            .projects()
            .create("doctor-prod", "Doctor", Optional.empty(), Administrator.PRINCIPAL);
    String path = "/v1/projects/doctor-prod";
    String admin = ADMINISTRATOR.value();
    var read = test.post(path + ":getIamPolicy", admin, "{}");
    String binding =
        "{\"policy\":{\"etag\":\"%s\",\"bindings\":[{\"role\":\"%s\",\"members\":[\"%s\"]}]}}";
    String member = "serviceAccount:ci@doctor-prod.iam.gserviceaccount.com";
    String etag = read.text("etag");
    var written =
        test.post(
            path + ":setIamPolicy",
            admin,
            binding.formatted(etag, "roles/artifactregistry.reader", member));
    assertThat(written.status()).isEqualTo(200);
    assertThat(written.text("etag")).isNotEqualTo(etag);
    var stale =
        test.post(path + ":setIamPolicy", admin, binding.formatted(etag, "roles/owner", member));
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.json().path("error").path("status").asString()).isEqualTo("ABORTED");
    for (String wrong : List.of("allUsers", "admin", "group:system:masters", "job:1/a/1")) {
      var answer =
          test.post(
              path + ":setIamPolicy",
              admin,
              binding.formatted(written.text("etag"), "roles/owner", wrong));
      assertThat(answer.status()).as(wrong).isEqualTo(400);
    }
    assertThat(
            test.post(
                    path + ":setIamPolicy",
                    admin,
                    binding.formatted(written.text("etag"), "roles/invented", member))
                .json()
                .path("error")
                .path("message")
                .asString())
        .contains("roles/invented is not supported");

    var principal = new Principal(member, Set.of());
    String token =
        test.identity.tokens().issue(principal, "test", Duration.ofHours(1)).token().value();
    test.restart();
    var held =
        test.post(
            "/v1/projects/" + project.number() + ":testIamPermissions",
            token,
            "{\"permissions\":[\"artifactregistry.repositories.downloadArtifacts\","
                + "\"artifactregistry.repositories.uploadArtifacts\"]}");
    assertThat(held.json().path("permissions").values())
        .extracting(n -> n.asString())
        .containsExactly("artifactregistry.repositories.downloadArtifacts");
    assertThat(test.post(path + ":setIamPolicy", token, "{}").status()).isEqualTo(403);
  }

  @Test
  void secretsGoInByTheApiAndNeverOut() {
    String base = "/api/v1/repositories/acme/doctor";
    String admin = ADMINISTRATOR.value();
    String json = "application/json";
    String value = "{\"value\":\"hunter2hunter2\"}";
    assertThat(test.send("PUT", base + "/secrets/api_key", admin, value, json).status())
        .isEqualTo(200);
    var environment = base + "/environments/prod/secrets/API_KEY";
    assertThat(test.send("PUT", environment, admin, "{\"value\":\"other-value\"}", json).status())
        .isEqualTo(200);
    var list = test.get(base + "/secrets", admin);
    assertThat(list.json().path("secrets").get(0).path("name").asString()).isEqualTo("API_KEY");
    assertThat(list.json().toString()).doesNotContain("hunter2");
    var settings = test.identity.settings();
    assertThat(settings.secretsForRun("acme/doctor", Optional.empty()))
        .isEqualTo(Map.of("API_KEY", "hunter2hunter2"));
    assertThat(settings.secretsForRun("acme/doctor", Optional.of("prod")))
        .isEqualTo(Map.of("API_KEY", "other-value"));
    assertThat(settings.secretsForRun("acme/other", Optional.of("prod"))).isEmpty();

    var project = "{\"value\":\"doctor-prod-1\"}";
    assertThat(
            test.send("PUT", base + "/secrets/GCP_PROJECT_ID", admin, project, json).text("advice"))
        .contains("vars.GCP_PROJECT_ID");
    assertThat(test.get("/api/v1/repositories/acme/environments/secrets", admin).status())
        .isEqualTo(200);
    var wrong = test.send("PUT", base + "/secrets/GITHUB_X", admin, value, json);
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.json().toString()).doesNotContain("hunter2");
    var broken = test.send("PUT", base + "/secrets/A", admin, "{\"value\":\"hunter2", json);
    assertThat(broken.status()).isEqualTo(400);
    assertThat(broken.json().toString()).doesNotContain("hunter2");

    test.send("PUT", base + "/variables/REGION", admin, "{\"value\":\"us-central1\"}", json);
    assertThat(settings.variablesForRun("acme/doctor", Optional.of("prod")))
        .isEqualTo(Map.of("REGION", "us-central1"));
    assertThat(test.send("DELETE", base + "/secrets/API_KEY", admin, "", "").status())
        .isEqualTo(204);
    assertThat(test.send("DELETE", base + "/secrets/API_KEY", admin, "", "").status())
        .isEqualTo(404);
    assertThat(test.identity.journal().after(0, 1_000))
        .extracting(Journal.Event::data)
        .noneMatch(d -> d.toString().contains("hunter2"));
  }

  @Test
  void theAuditTrailReadsAsCloudAuditLogs() {
    var prepared =
        test.identity
            .setup()
            .ensure("acme/doctor", "1001", "refs/heads/main", Administrator.PRINCIPAL);
    var tokens = test.begin(TestIdentity.job("acme/doctor", "1001", "refs/heads/x", "push"));
    String audience = "https://iam.googleapis.com/" + prepared.provider().name();
    test.exchange(prepared.provider().name(), test.idToken(tokens, audience));
    var entries =
        test.post(
                "/v2/entries:list",
                ADMINISTRATOR.value(),
                "{\"resourceNames\":[\"projects/"
                    + prepared.project().id()
                    + "\"],\"filter\":\"severity=ERROR AND timestamp>=\\\"2026-01-01T00:00:00Z\\\"\","
                    + "\"orderBy\":\"timestamp desc\",\"pageSize\":5}")
            .json()
            .path("entries");
    assertThat(entries).hasSize(1);
    var payload = entries.get(0).path("protoPayload");
    assertThat(payload.path("@type").asString())
        .isEqualTo("type.googleapis.com/google.cloud.audit.AuditLog");
    assertThat(payload.path("metadata").path("reason").asString())
        .contains("assertion.ref was 'refs/heads/x'");
    assertThat(payload.path("metadata").path("run").asString()).isEqualTo("42");
    var refused =
        test.post(
            "/v2/entries:list",
            ADMINISTRATOR.value(),
            "{\"resourceNames\":[\"projects/"
                + prepared.project().id()
                + "\"],\"filter\":\"NOT severity=ERROR\"}");
    assertThat(refused.status()).isEqualTo(400);
  }
}
