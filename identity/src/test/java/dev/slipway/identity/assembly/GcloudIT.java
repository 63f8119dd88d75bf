package dev.slipway.identity.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.base.Command;
import dev.slipway.identity.Administrator;
import dev.slipway.identity.Token;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The specification's set-up commands and a login, by an unmodified gcloud. */
class GcloudIT {
  private static final String PROJECT = "doctor-prod";
  private static final String ACCOUNT = "ci-deployer@" + PROJECT + ".iam.gserviceaccount.com";

  @TempDir Path directory;
  private TestIdentity test;

  @BeforeEach
  void open() throws Exception {
    assumeTrue(Command.exists("gcloud"), "gcloud is not installed");
    test = new TestIdentity(directory.resolve("data"), Instant.now());
  }

  @AfterEach
  void close() {
    if (test != null) {
      test.close();
    }
  }

  private Command gcloud(List<String> arguments) {
    var all = new ArrayList<>(List.of("gcloud"));
    all.addAll(arguments);
    String url = test.url() + "/";
    var command =
        Command.of(all)
            .withLimit(Duration.ofMinutes(2))
            .withEnvironment("CLOUDSDK_CONFIG", directory.resolve("config").toString())
            .withEnvironment("CLOUDSDK_CORE_PROJECT", PROJECT)
            .withEnvironment("CLOUDSDK_CORE_DISABLE_PROMPTS", "1")
            .withEnvironment("CLOUDSDK_CORE_CHECK_GCE_METADATA", "0")
            .withEnvironment("CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK", "1")
            .withEnvironment("CLOUDSDK_CORE_DISABLE_USAGE_REPORTING", "1");
    for (String api :
        List.of(
            "IAM",
            "IAMCREDENTIALS",
            "CLOUDRESOURCEMANAGER",
            "SERVICEUSAGE",
            "CONTAINER",
            "LOGGING")) {
      command = command.withEnvironment("CLOUDSDK_API_ENDPOINT_OVERRIDES_" + api, url);
    }
    return command;
  }

  private Command.Result asAdministrator(String... arguments) {
    return gcloud(List.of(arguments))
        .withEnvironment(
            "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", directory.resolve("admin.token").toString())
        .run();
  }

  private String done(String... arguments) {
    var result = asAdministrator(arguments);
    assertThat(result.exit()).as(result.toString()).isZero();
    return result.stdout().strip();
  }

  @Test
  void theSpecificationsSetUpWorksAndAJobGetsATokenByIt() throws Exception {
    Files.writeString(directory.resolve("admin.token"), TestIdentity.ADMINISTRATOR.value());
    var project =
        test.identity
            .projects()
            .create(PROJECT, "Doctor", Optional.empty(), Administrator.PRINCIPAL);
    done(
        "services",
        "enable",
        "artifactregistry.googleapis.com",
        "container.googleapis.com",
        "iamcredentials.googleapis.com");
    String pool = "github-pool";
    done("iam", "workload-identity-pools", "create", pool, "--location=global");
    String condition = "--attribute-condition=assertion.repository=='acme/doctor'";
    String mapping =
        "--attribute-mapping=google.subject=assertion.sub,attribute.repository="
            + "assertion.repository,attribute.ref=assertion.ref";
    String inPool = "--workload-identity-pool=" + pool;
    String issuer = "--issuer-uri=" + test.url() + "/oidc";
    String global = "--location=global";
    var wide =
        asAdministrator(
            "iam",
            "workload-identity-pools",
            "providers",
            "create-oidc",
            "github-provider",
            global,
            inPool,
            issuer,
            mapping);
    assertThat(wide.exit()).isEqualTo(1);
    assertThat(wide.stderr()).contains("INVALID_ARGUMENT").contains("tell owners apart");
    done(
        "iam",
        "workload-identity-pools",
        "providers",
        "create-oidc",
        "github-provider",
        global,
        inPool,
        issuer,
        mapping,
        condition);
    String provider =
        done(
            "iam",
            "workload-identity-pools",
            "providers",
            "describe",
            "github-provider",
            global,
            inPool,
            "--format=value(name)");
    assertThat(provider).startsWith("projects/" + project.number() + "/locations/global/");
    done("iam", "service-accounts", "create", "ci-deployer", "--display-name=CI deployer");
    done(
        "iam",
        "service-accounts",
        "add-iam-policy-binding",
        ACCOUNT,
        "--role=roles/iam.workloadIdentityUser",
        "--member=principalSet://iam.googleapis.com/projects/"
            + project.number()
            + "/locations/global/workloadIdentityPools/"
            + pool
            + "/attribute.repository/acme/doctor");
    for (String role : List.of("artifactregistry.writer", "container.developer")) {
      done(
          "projects",
          "add-iam-policy-binding",
          PROJECT,
          "--role=roles/" + role,
          "--condition=None",
          "--member=serviceAccount:" + ACCOUNT);
    }
    assertThat(done("projects", "get-iam-policy", PROJECT, "--format=value(bindings.role)"))
        .contains("roles/artifactregistry.writer")
        .contains("roles/container.developer");
    assertThat(done("projects", "describe", PROJECT, "--format=value(projectNumber)"))
        .isEqualTo(project.number());
    login(provider);
    assertThat(
            done(
                "logging",
                "read",
                "protoPayload.methodName=GenerateAccessToken",
                "--format=value(protoPayload.resourceName)"))
        .contains(ACCOUNT);
  }

  /** As google-github-actions/auth leaves it to the steps after it. */
  private void login(String provider) throws Exception {
    var tokens = test.begin(TestIdentity.job("acme/doctor", "1001", "refs/heads/main", "push"));
    Path token = directory.resolve("oidc.jwt");
    Files.writeString(token, test.idToken(tokens, "https://iam.googleapis.com/" + provider));
    Path credentials = directory.resolve("gha-creds.json");
    Files.writeString(
        credentials,
        """
        {"type":"external_account","universe_domain":"googleapis.com",
         "audience":"//iam.googleapis.com/%s",
         "subject_token_type":"urn:ietf:params:oauth:token-type:jwt",
         "token_url":"%s/v1/token","token_info_url":"%s/v1/introspect",
         "credential_source":{"file":"%s"},
         "service_account_impersonation_url":
           "%s/v1/projects/-/serviceAccounts/%s:generateAccessToken"}
        """
            .formatted(provider, test.url(), test.url(), token, test.url(), ACCOUNT));
    var printed =
        gcloud(List.of("auth", "print-access-token"))
            .withEnvironment("CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE", credentials.toString())
            .run();
    assertThat(printed.exit()).as(printed.stderr()).isZero();
    var holder =
        test.identity.tokens().principal(new Token(printed.stdout().strip())).orElseThrow();
    assertThat(holder.name()).isEqualTo("serviceAccount:" + ACCOUNT);
    assertThat(holder.attribute("commit")).contains("c".repeat(40));
    test.identity.jobs().end("42/deploy/1");
    assertThat(test.identity.tokens().principal(new Token(printed.stdout().strip()))).isEmpty();
  }
}
