package dev.slipway.identity.assembly;

import static dev.slipway.identity.assembly.TestIdentity.ADMINISTRATOR;
import static dev.slipway.identity.assembly.TestIdentity.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.slipway.base.Json;
import dev.slipway.http.Authorizer.Decision;
import dev.slipway.http.Permission;
import dev.slipway.identity.Administrator;
import dev.slipway.identity.Token;
import dev.slipway.identity.federation.Pool;
import dev.slipway.identity.federation.Provider;
import dev.slipway.identity.iam.IamException;
import dev.slipway.identity.job.GrantedPermissions;
import dev.slipway.identity.job.GrantedPermissions.Level;
import dev.slipway.identity.job.JobClaims;
import dev.slipway.identity.setup.ProjectSetup.Prepared;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Who gets in and who does not, over HTTP, from a job's begin to its end. */
class FederationTest {
  private static final String MAIN = "refs/heads/main";
  private static final String REJECTED =
      "The given credential is rejected by the attribute condition.";

  @TempDir Path directory;
  private TestIdentity test;
  private Prepared prepared;

  @BeforeEach
  void open() throws Exception {
    test = new TestIdentity(directory);
    prepared =
        test.identity
            .setup()
            .ensure("acme/doctor", "1001", "refs/heads/main", Administrator.PRINCIPAL);
  }

  @AfterEach
  void close() {
    test.close();
  }

  private String audience() {
    return "https://iam.googleapis.com/" + prepared.provider().name();
  }

  private String impersonation() {
    return "/v1/projects/-/serviceAccounts/" + prepared.account().email() + ":generateAccessToken";
  }

  private static final String SCOPE =
      "{\"delegates\":null,\"scope\":[\"https://www.googleapis.com/auth/cloud-platform\"],"
          + "\"lifetime\":\"3600s\"}";

  private TestIdentity.Answer login(JobClaims claims) {
    return test.exchange(prepared.provider().name(), test.idToken(test.begin(claims), audience()));
  }

  @Test
  void aJobOnMainDeploysAsItsServiceAccountAndTheAccountKnowsTheCommit() {
    var federated = login(job("acme/doctor", "1001", MAIN, "push"));
    assertThat(federated.status()).isEqualTo(200);
    assertThat(federated.text("token_type")).isEqualTo("Bearer");
    assertThat(federated.json().path("expires_in").asLong()).isEqualTo(300);

    var access = test.post(impersonation(), federated.text("access_token"), SCOPE);
    assertThat(access.status()).isEqualTo(200);
    assertThat(access.text("expireTime")).isEqualTo("2026-11-01T13:00:00Z");
    var account =
        test.identity.tokens().principal(new Token(access.text("accessToken"))).orElseThrow();
    assertThat(account.name()).isEqualTo("serviceAccount:" + prepared.account().email());
    assertThat(account.attributes())
        .containsEntry("commit", "c".repeat(40))
        .containsEntry("repository_id", "1001")
        .containsEntry("run", "42")
        .containsEntry("job", "deploy")
        .containsEntry("ref", MAIN);

    var authorizer = test.identity.authorizer();
    String repository =
        prepared.project().resource() + "/locations/us-central1/repositories/doctor-app";
    for (Permission allowed :
        List.of(
            new Permission("artifactregistry.repositories.uploadArtifacts", repository),
            new Permission("artifactregistry.repositories.create", repository),
            new Permission("container.deployments.update", "namespaces/doctor-app/deployments/a"),
            new Permission("container.namespaces.create", "namespaces"))) {
      assertThat(authorizer.decide(account, allowed))
          .as(allowed.toString())
          .isInstanceOf(Decision.Allowed.class);
    }
    for (Permission denied :
        List.of(
            new Permission(
                "artifactregistry.repositories.uploadArtifacts",
                "projects/another/locations/us-central1/repositories/doctor-app"),
            new Permission("container.clusterRoleBindings.create", "clusterrolebindings/x"),
            new Permission("artifactregistry.repositories.deleteArtifacts", repository),
            new Permission("slipway.secrets.list", "repositories/acme/doctor"),
            new Permission("forge.repositories.push", "repositories/acme/doctor"))) {
      assertThat(authorizer.decide(account, denied))
          .as(denied.toString())
          .isInstanceOf(Decision.Denied.class);
    }
    var audit = test.events("identity.impersonation").getFirst();
    assertThat(audit.data().path("delegation").get(0).asString())
        .startsWith("principal://iam.googleapis.com/projects/")
        .endsWith("/subject/repo:acme@77/doctor@1001:ref:refs/heads/main");
  }

  @Test
  void bothEncodingsAreUnderstood() {
    String token = test.idToken(test.begin(job("acme/doctor", "1001", MAIN, "push")), audience());
    String form =
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange"
            + "&audience="
            + URLEncoder.encode(
                "//iam.googleapis.com/" + prepared.provider().name(), StandardCharsets.UTF_8)
            + "&scope=https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fiam"
            + "&requested_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token"
            + "&subject_token="
            + token
            + "&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Ajwt";
    var answer = test.send("POST", "/v1/token", "", form, "application/x-www-form-urlencoded");
    assertThat(answer.status()).isEqualTo(200);
    var known =
        test.send(
            "POST",
            "/v1/introspect",
            "",
            "token=" + answer.text("access_token"),
            "application/x-www-form-urlencoded");
    assertThat(known.json().path("active").asBoolean()).isTrue();
    assertThat(known.text("username")).startsWith("principal://iam.googleapis.com/");
    assertThat(
            test.send("POST", "/v1/introspect", "", "token=x", "")
                .json()
                .path("active")
                .asBoolean())
        .isFalse();
  }

  @Test
  void whoIsNotMeantIsRefusedAndTheReasonIsKept() {
    record Case(JobClaims job, String kept) {}
    var cases =
        List.of(
            new Case(job("acme/other", "1002", MAIN, "push"), "assertion.repository_id was '1002'"),
            // Made again under the same name: another id.
            new Case(
                job("acme/doctor", "1003", MAIN, "push"), "assertion.repository_id was '1003'"),
            new Case(
                job("acme/doctor", "1001", "refs/heads/feature", "push"),
                "assertion.ref was 'refs/heads/feature'"),
            new Case(
                job("acme/doctor", "1001", "refs/pull/7/merge", "pull_request"),
                "assertion.event_name was 'pull_request'"),
            new Case(
                job("acme/doctor", "1001", MAIN, "pull_request_target"),
                "assertion.event_name was 'pull_request_target'"),
            new Case(
                job("acme/doctor", "1001", "refs/heads/mainly", "push"),
                "assertion.ref was 'refs/heads/mainly'"));
    for (Case refused : cases) {
      var answer = login(refused.job);
      boolean own = refused.job.repository().id().equals("1001");
      assertThat(answer.status()).as(refused.kept).isEqualTo(400);
      assertThat(answer.text("error")).isEqualTo("unauthorized_client");
      if (own) {
        assertThat(answer.text("error_description")).startsWith(REJECTED).contains(refused.kept);
      } else {
        // Others do not learn what the condition is.
        assertThat(answer.text("error_description")).isEqualTo(REJECTED);
      }
      assertThat(
              test.events("identity.exchange.refused").getLast().data().path("reason").asString())
          .contains(refused.kept);
    }
  }

  @Test
  void aForkGetsNoIdTokenAndNothingToWrite() {
    var fork = job("acme/doctor", "1001", MAIN, "pull_request");
    var claims =
        new JobClaims(
            fork.repository(),
            fork.source(),
            fork.workflow(),
            fork.actor(),
            "43",
            1,
            1,
            "test (20)",
            Optional.empty(),
            JobClaims.Origin.FORK);
    var tokens = test.begin(claims);
    assertThat(tokens.idToken()).isEmpty();
    var github = test.identity.tokens().principal(tokens.github()).orElseThrow();
    assertThat(decide(github, "forge.repositories.pull")).isInstanceOf(Decision.Allowed.class);
    assertThat(decide(github, "forge.repositories.push")).isInstanceOf(Decision.Denied.class);
    for (Token token : List.of(tokens.github(), tokens.slipway(), tokens.runtime())) {
      assertThat(test.get("/api/v1/job/idtoken?api-version=2.0", token.value()).status())
          .isEqualTo(403);
    }
    assertThat(test.get("/api/v1/job/idtoken?api-version=2.0", "").status()).isEqualTo(401);
  }

  private Decision decide(dev.slipway.http.Principal principal, String action) {
    return test.identity
        .authorizer()
        .decide(principal, new Permission(action, "repositories/acme/doctor"));
  }

  @Test
  void permissionsOfTheWorkflowAreTheRightsOfItsToken() {
    var claims = job("acme/doctor", "1001", MAIN, "push");
    var read = new GrantedPermissions(Map.of("contents", Level.READ));
    var tokens = test.identity.jobs().begin(claims, read);
    assertThat(tokens.idToken()).isEmpty();
    var github = test.identity.tokens().principal(tokens.github()).orElseThrow();
    assertThat(github.name()).isEqualTo("job:42/deploy/1");
    assertThat(decide(github, "forge.repositories.pull")).isInstanceOf(Decision.Allowed.class);
    assertThat(decide(github, "forge.repositories.push")).isInstanceOf(Decision.Denied.class);
    var elsewhere = new Permission("forge.repositories.pull", "repositories/acme/other");
    assertThat(test.identity.authorizer().decide(github, elsewhere))
        .isInstanceOf(Decision.Denied.class);
    var slipway = test.identity.tokens().principal(tokens.slipway()).orElseThrow();
    assertThat(decide(slipway, "forge.repositories.pull")).isInstanceOf(Decision.Denied.class);
    var session = new Permission("slipway.job.use", "jobs/42/deploy/1");
    assertThat(test.identity.authorizer().decide(slipway, session))
        .isInstanceOf(Decision.Allowed.class);
    assertThat(test.identity.authorizer().decide(github, session))
        .isInstanceOf(Decision.Denied.class);
    assertThat(payload(tokens.runtime().value()).path("scp").asString())
        .isEqualTo("Actions.Results:42:deploy");
  }

  @Test
  void theClaimsAreGitHubs() {
    var plain = job("acme/doctor", "1001", MAIN, "push");
    var claims =
        new JobClaims(
            plain.repository(),
            plain.source(),
            plain.workflow(),
            plain.actor(),
            "42",
            3,
            1,
            "deploy",
            Optional.of("prod:eu"),
            JobClaims.Origin.REPOSITORY);
    var payload = payload(test.idToken(test.begin(claims), "me"));
    assertThat(payload.path("sub").asString())
        .isEqualTo("repo:acme@77/doctor@1001:environment:prod%3Aeu");
    assertThat(payload.path("iss").asString()).isEqualTo(test.url() + "/oidc");
    assertThat(payload.path("exp").asLong() - payload.path("iat").asLong()).isEqualTo(300);
    for (String id :
        List.of("repository_id", "repository_owner_id", "actor_id", "run_id", "run_number")) {
      assertThat(payload.path(id).isString()).as(id).isTrue();
    }
    assertThat(payload.path("environment").asString()).isEqualTo("prod:eu");
    assertThat(payload.path("job_workflow_ref").asString())
        .isEqualTo("acme/doctor/.github/workflows/cd.yaml@refs/heads/main");
    var pull = job("acme/doctor", "1001", "refs/pull/7/merge", "pull_request");
    assertThat(payload(test.idToken(test.begin(pull), "me")).path("sub").asString())
        .isEqualTo("repo:acme@77/doctor@1001:pull_request");
  }

  private static JsonNode payload(String jwt) {
    return Json.parse(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[1]), "payload");
  }

  @Test
  void forgedTokensAreRefused() throws Exception {
    var tokens = test.begin(job("acme/doctor", "1001", MAIN, "push"));
    String good = test.idToken(tokens, audience());
    String[] parts = good.split("\\.", -1);
    var published =
        RSAKey.parse(Json.text(test.get("/oidc/.well-known/jwks", "").json().path("keys").get(0)));
    assertThat(published.isPrivate()).isFalse();

    String none = encoded("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + parts[1] + ".";
    refused(none, "invalid_grant", "not a signed JWT");

    var header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(published.getKeyID()).build();
    var confused = new JWSObject(header, new Payload(payload(good).toString()));
    confused.sign(new MACSigner(published.toRSAPublicKey().getEncoded()));
    refused(confused.serialize(), "invalid_grant", "'HS256' is not accepted");

    var stranger = new RSAKeyGenerator(2048).keyID("stranger").generate();
    refused(signed(stranger, "stranger", payload(good)), "invalid_grant", "no key with");
    refused(signed(stranger, published.getKeyID(), payload(good)), "invalid_grant", "not valid");

    String tampered = parts[1].substring(0, parts[1].length() - 4) + "AAAA";
    refused(parts[0] + "." + tampered + "." + parts[2], "invalid_grant", "The token");
    refused(test.idToken(tokens, "https://example.org"), "invalid_grant", "audience");
    refused("x", "invalid_grant", "not a signed JWT");
  }

  private static String signed(RSAKey key, String keyId, JsonNode claims) throws Exception {
    var header =
        new JWSHeader.Builder(JWSAlgorithm.RS256).type(JOSEObjectType.JWT).keyID(keyId).build();
    var token = new JWSObject(header, new Payload(claims.toString()));
    token.sign(new RSASSASigner(key));
    return token.serialize();
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private void refused(String token, String error, String description) {
    var answer = test.exchange(prepared.provider().name(), token);
    assertThat(answer.status()).as(description).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.text("error_description")).contains(description);
  }

  @Test
  void anExpiredTokenIsRefused() {
    String token = test.idToken(test.begin(job("acme/doctor", "1001", MAIN, "push")), audience());
    test.pass(Duration.ofSeconds(361));
    refused(token, "invalid_grant", "expired");
  }

  @Test
  void theEndOfAJobEndsWhateverWasMadeFromItsTokensAcrossARestartToo() {
    var tokens = test.begin(job("acme/doctor", "1001", MAIN, "push"));
    String idToken = test.idToken(tokens, audience());
    var federated = test.exchange(prepared.provider().name(), idToken).text("access_token");
    var account = test.post(impersonation(), federated, SCOPE).text("accessToken");
    test.restart();
    assertThat(test.identity.jobs().open()).containsExactly("42/deploy/1");
    for (String alive : List.of(federated, account, tokens.github().value())) {
      assertThat(test.identity.tokens().principal(new Token(alive))).isPresent();
    }
    assertThat(test.exchange(prepared.provider().name(), idToken).status()).isEqualTo(200);

    test.identity.jobs().end("42/deploy/1");
    for (int i = 0; i < 2; i++) {
      for (String dead :
          List.of(
              federated,
              account,
              tokens.github().value(),
              tokens.slipway().value(),
              tokens.runtime().value(),
              tokens.idToken().orElseThrow().token().value())) {
        assertThat(test.identity.tokens().principal(new Token(dead))).isEmpty();
      }
      refused(idToken, "invalid_grant", "has ended");
      assertThat(test.post(impersonation(), federated, SCOPE).status()).isEqualTo(401);
      test.restart();
    }
  }

  @Test
  void unknownAndDisabledProvidersLookTheSame() {
    String token = test.idToken(test.begin(job("acme/doctor", "1001", MAIN, "push")), audience());
    var unknown = test.exchange(prepared.provider().name() + "x", token);
    assertThat(unknown.text("error")).isEqualTo("invalid_target");
    String pool = "/v1/" + prepared.provider().name().replaceAll("/providers/.*", "");
    var disabled =
        test.send(
            "PATCH",
            pool + "?updateMask=disabled",
            ADMINISTRATOR.value(),
            "{\"disabled\":true}",
            "application/json");
    assertThat(disabled.status()).isEqualTo(200);
    assertThat(test.exchange(prepared.provider().name(), token).json()).isEqualTo(unknown.json());
    assertThat(test.exchange("projects/x", token).text("error")).isEqualTo("invalid_request");
  }

  @Test
  void withoutTheRoleOnTheAccountThereIsNoTokenAndNoHintThatItExists() {
    var other =
        test.identity
            .setup()
            .ensure("acme/other", "1002", "refs/heads/main", Administrator.PRINCIPAL);
    var federated = login(job("acme/doctor", "1001", MAIN, "push")).text("access_token");
    String path = "/v1/projects/-/serviceAccounts/%s:generateAccessToken";
    var denied = test.post(path.formatted(other.account().email()), federated, SCOPE);
    var missing =
        test.post(
            path.formatted("nobody@" + other.project().id() + ".iam.gserviceaccount.com"),
            federated,
            SCOPE);
    assertThat(denied.status()).isEqualTo(403);
    assertThat(missing.status()).isEqualTo(403);
    var error = denied.json().path("error");
    assertThat(error.path("message").asString())
        .startsWith("Permission 'iam.serviceAccounts.getAccessToken' denied on resource")
        .endsWith("(or it may not exist).");
    assertThat(error.path("details").get(0).path("reason").asString())
        .isEqualTo("IAM_PERMISSION_DENIED");
  }

  @Test
  void aProviderOfOurIssuerMustPinARepositoryOrOwner() {
    for (String condition :
        List.of(
            "",
            "assertion.ref == 'refs/heads/main'",
            "assertion.repository_id == '1001' || assertion.ref == 'refs/heads/main'",
            "!(assertion.repository_id == '1001')",
            "assertion.repository_id != '1002'",
            "assertion.repository_id == 1001",
            "assertion.repository.startsWith('acme')",
            "assertion.repository.contains('acme/doctor')")) {
      assertThatThrownBy(() -> create(condition))
          .as(condition)
          .isInstanceOf(IamException.class)
          .hasMessageContaining("tell owners apart");
    }
    assertThatThrownBy(() -> create("assertion.repository = 'x'"))
        .isInstanceOf(IamException.class)
        .hasMessageContaining("column 22");
  }

  private List<String> create(String condition) {
    var project = prepared.project();
    String id = "provider-" + test.identity.pools().providers(pool()).size();
    return test
        .identity
        .pools()
        .create(
            new Provider(
                project.number(),
                pool().id(),
                id,
                "",
                "",
                false,
                test.identity.issuer().url(),
                Optional.empty(),
                List.of(),
                Map.of(
                    "google.subject", "assertion.sub",
                    "attribute.repository", "assertion.repository"),
                condition),
            Administrator.PRINCIPAL)
        .advice()
        .stream()
        .map(a -> a.rule())
        .toList();
  }

  private Pool pool() {
    return test.identity.pools().pools(prepared.project().number()).getFirst();
  }

  @Test
  void riskyConditionsAreAdvisedAgainst() {
    String event = " && assertion.event_name == 'push'";
    assertThat(create("assertion.repository_id == '1'" + event)).isEmpty();
    assertThat(create("assertion.repository_id == '1'")).containsExactly("no-event-guard");
    assertThat(create("assertion.repository == 'acme/doctor'" + event))
        .containsExactly("name-not-id");
    assertThat(create("attribute.repository in ['acme/doctor']" + event))
        .containsExactly("name-not-id");
    assertThat(
            create(
                "assertion.repository_id == '1' && assertion.repository_owner_id == 77"
                    + " && assertion.ref.startsWith('refs/heads/rel')"
                    + " && assertion.job_workflow_ref.matches('cd.yaml')"
                    + " && assertion.sub.contains('main')"
                    + " && assertion.environment == 'prod'"
                    + event))
        .containsExactlyInAnyOrder(
            "id-is-string", "loose-match", "unanchored-regex", "loose-match", "missing-has");
  }

  @Test
  void anotherIssuerIsTrustedByItsKeys() throws Exception {
    var key = new RSAKeyGenerator(2048).keyID("k1").generate();
    var project = prepared.project();
    var provider =
        new Provider(
            project.number(),
            pool().id(),
            "elsewhere",
            "",
            "",
            false,
            "https://ci.example.org",
            Optional.of("{\"keys\":[" + key.toPublicJWK().toJSONString() + "]}"),
            List.of("slipway"),
            Map.of("google.subject", "assertion.sub", "google.groups", "assertion.teams"),
            "google.subject.startsWith('robot/') && 'deployers' in google.groups");
    test.identity.pools().create(provider, Administrator.PRINCIPAL);
    var claims =
        Json.MAPPER
            .createObjectNode()
            .put("iss", "https://ci.example.org")
            .put("aud", "slipway")
            .put("sub", "robot/7")
            .put("iat", test.now().getEpochSecond())
            .put("exp", test.now().getEpochSecond() + 7_200);
    claims.putArray("teams").add("deployers");
    var answer = test.exchange(provider.name(), signed(key, "k1", claims));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("expires_in").asLong()).isEqualTo(3_600);
    var principal =
        test.identity.tokens().principal(new Token(answer.text("access_token"))).orElseThrow();
    assertThat(principal.groups())
        .containsExactlyInAnyOrder(
            "principalSet://iam.googleapis.com/" + pool().name() + "/*",
            "principalSet://iam.googleapis.com/" + pool().name() + "/group/deployers");
    claims.put("sub", "x".repeat(128));
    assertThat(test.exchange(provider.name(), signed(key, "k1", claims)).text("error_description"))
        .isEqualTo("The size of mapped attribute exceeds the 127 bytes limit.");
  }

  @Test
  void keysRotateWithAnOverlap() {
    var tokens = test.begin(job("acme/doctor", "1001", MAIN, "push"));
    String before = test.idToken(tokens, audience());
    test.pass(Duration.ofDays(30));
    var claims = payload(test.idToken(test.begin(job("acme/doctor", "1001", MAIN, "push")), "x"));
    assertThat(claims.path("iat").asLong()).isEqualTo(test.now().getEpochSecond());
    assertThat(keys()).isEqualTo(2);
    assertThat(before).isNotEmpty();
    test.restart();
    assertThat(keys()).isEqualTo(2);
    test.pass(Duration.ofDays(1));
    assertThat(keys()).isEqualTo(1);
    test.restart();
    assertThat(keys()).isEqualTo(1);
  }

  private int keys() {
    return test.get("/oidc/.well-known/jwks", "").json().path("keys").size();
  }

  @Test
  void settingUpAgainChangesNothingAndARepositoryMadeAgainGetsNothingOfTheOldOne() {
    var settings = test.identity.settings();
    settings.setSecret(
        dev.slipway.identity.secret.Scope.of("acme/doctor"),
        "API_KEY",
        "s3cret-value-of-old",
        Administrator.PRINCIPAL);
    assertThat(
            test.identity
                .setup()
                .ensure("acme/doctor", "1001", "refs/heads/main", Administrator.PRINCIPAL))
        .isEqualTo(prepared);
    assertThat(settings.secretsForRun("acme/doctor", Optional.empty()))
        .containsEntry("GCP_PROJECT_ID", prepared.project().id())
        .containsEntry("WIF_PROVIDER", prepared.provider().name())
        .containsEntry("WIF_SERVICE_ACCOUNT", prepared.account().email())
        .containsKey("API_KEY");

    var again =
        test.identity
            .setup()
            .ensure("acme/doctor", "2002", "refs/heads/main", Administrator.PRINCIPAL);
    assertThat(again.project().id()).isNotEqualTo(prepared.project().id());
    assertThat(settings.secretsForRun("acme/doctor", Optional.empty()))
        .containsEntry("GCP_PROJECT_ID", again.project().id())
        .doesNotContainKey("API_KEY");
  }

  @Test
  void aDefaultBranchIsOneBranchWhateverItsName() {
    var odd =
        test.identity
            .setup()
            .ensure("acme/odd", "3003", "refs/heads/a'||'a'=='a", Administrator.PRINCIPAL);
    assertThat(odd.provider().attributeCondition())
        .contains("assertion.ref == 'refs/heads/a\\'||\\'a\\'==\\'a' && assertion.event_name");
  }
}
