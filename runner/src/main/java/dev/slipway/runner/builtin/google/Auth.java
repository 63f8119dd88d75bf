package dev.slipway.runner.builtin.google;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.runner.IdTokenRequest;
import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Manifests;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.Placement;
import dev.slipway.runner.action.StepResult;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code google-github-actions/auth} (specification §9): an ID token of the job becomes an access
 * token, and a credentials file lets every later tool of the job do the same again.
 */
public final class Auth implements NativeAction {
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
  private static final ActionManifest MANIFEST =
      Manifests.of("google-github-actions/auth", "v1", "v2", "v3")
          .inputs("project_id", "workload_identity_provider", "service_account", "audience")
          .inputs("credentials_json")
          .input("create_credentials_file", "true")
          .input("export_environment_variables", "true")
          .inputs("token_format", "delegates")
          .input("universe", "googleapis.com")
          .inputs("request_reason")
          .input("cleanup_credentials", "true")
          .input("access_token_lifetime", "3600s")
          .input("access_token_scopes", SCOPE)
          .inputs("access_token_subject", "id_token_audience")
          .input("id_token_include_email", "false")
          .input("retries", "")
          .input("backoff", "")
          .input("backoff_limit", "")
          .done(
              ActionManifest.Post.ALWAYS,
              "project_id",
              "credentials_file_path",
              "auth_token",
              "access_token",
              "id_token");

  private static final String NO_TOKEN =
      "google-github-actions/auth failed with: GitHub Actions did not inject"
          + " $ACTIONS_ID_TOKEN_REQUEST_TOKEN or $ACTIONS_ID_TOKEN_REQUEST_URL into this job. This"
          + " most likely means the GitHub Actions workflow permissions are incorrect, or this job"
          + " is being run from a fork. For more information, please see"
          + " https://docs.github.com/en/actions/security-guides/automatic-token-authentication#permissions-for-the-github_token";

  private final TokenClient client;

  public Auth(HttpClient http) {
    this.client = new TokenClient(http);
  }

  @Override
  public ActionManifest manifest() {
    return MANIFEST;
  }

  @Override
  public StepResult main(ActionRun run) throws InterruptedException {
    var inputs = ActionInputs.of(run);
    if (inputs.optional("credentials_json").isPresent()) {
      throw inputs.invalid(
          "credentials_json",
          "service account keys are not accepted: they never expire",
          "use workload_identity_provider and service_account, with permissions id-token: write");
    }
    inputs.refuse("remove it", "delegates", "access_token_subject");
    String provider = inputs.text("workload_identity_provider");
    if (provider.isEmpty()) {
      return StepResult.failed(
          "google-github-actions/auth failed with: the GitHub Action workflow must specify exactly"
              + " one of \"workload_identity_provider\" or \"credentials_json\"! If you are"
              + " specifying input values via GitHub secrets, ensure the secret is being injected"
              + " into the environment. By default, secrets are not passed to workflows triggered"
              + " from forks, including Dependabot.");
    }
    Optional<IdTokenRequest> request = run.credentials().idToken();
    if (request.isEmpty()) {
      return StepResult.failed(NO_TOKEN);
    }
    try {
      authenticate(run, inputs, Federation.of(inputs, request.get(), run.environment()));
      return StepResult.succeeded();
    } catch (SlipwayException e) {
      return StepResult.failed("google-github-actions/auth failed with: " + e.getMessage());
    }
  }

  private void authenticate(ActionRun run, ActionInputs inputs, Federation federation)
      throws InterruptedException {
    if (inputs.isTrue("create_credentials_file")) {
      credentialsFile(run, inputs, federation);
    }
    String idToken = client.idToken(federation.request(), federation.idTokenAudience());
    run.mask(idToken);
    String federated = client.federated(federation.sts(), federation.audience(), idToken);
    run.mask(federated);
    run.output("auth_token", federated);
    String project = federation.project(inputs);
    run.output("project_id", project);
    if (inputs.isTrue("export_environment_variables") && !project.isEmpty()) {
      for (String name :
          List.of(
              "CLOUDSDK_CORE_PROJECT",
              "CLOUDSDK_PROJECT",
              "GCLOUD_PROJECT",
              "GCP_PROJECT",
              "GOOGLE_CLOUD_PROJECT")) {
        run.exportVariable(name, project);
      }
    }
    token(run, inputs, federation, federated);
  }

  private void token(ActionRun run, ActionInputs inputs, Federation federation, String federated)
      throws InterruptedException {
    switch (inputs.text("token_format")) {
      case "" -> {}
      case "access_token" -> {
        String account = federation.requiredAccount(inputs);
        var answer =
            client.accessToken(
                federation.iam(),
                federated,
                account,
                inputs.words("access_token_scopes"),
                lifetime(inputs.text("access_token_lifetime")));
        String token = answer.path("accessToken").asString("");
        run.mask(token);
        run.output("access_token", token);
      }
      case "id_token" -> {
        String token =
            client.serviceIdToken(
                federation.iam(),
                federated,
                federation.requiredAccount(inputs),
                inputs.text("id_token_audience"),
                inputs.isTrue("id_token_include_email")
                    ? TokenClient.EmailClaim.INCLUDED
                    : TokenClient.EmailClaim.LEFT_OUT);
        run.mask(token);
        run.output("id_token", token);
      }
      default ->
          throw inputs.invalid(
              "token_format",
              "unknown token format \"" + inputs.text("token_format") + "\"",
              "write access_token, id_token, or nothing");
    }
  }

  private static String lifetime(String text) {
    return text.matches("\\d+") ? text + "s" : text;
  }

  private static void credentialsFile(ActionRun run, ActionInputs inputs, Federation federation) {
    Path workspace = run.files().workspace();
    warnWhenEmpty(run, workspace);
    String random = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    Path file = workspace.resolve("gha-creds-" + random + ".json");
    try {
      byte[] content = Json.pretty(federation.credentials()).getBytes(StandardCharsets.UTF_8);
      new Placement(run.files()).write(file, content, 0640);
    } catch (IOException e) {
      throw new SlipwayException("could not write the credentials file: " + e.getMessage(), e);
    }
    run.line("Created credentials file at \"" + file + "\"");
    run.output("credentials_file_path", file.toString());
    run.saveState("credentials", file.toString());
    run.saveState("cleanup", inputs.isTrue("cleanup_credentials") ? "true" : "false");
    if (inputs.isTrue("export_environment_variables")) {
      run.exportVariable("CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE", file.toString());
      run.exportVariable("GOOGLE_APPLICATION_CREDENTIALS", file.toString());
      run.exportVariable("GOOGLE_GHA_CREDS_PATH", file.toString());
    }
  }

  private static void warnWhenEmpty(ActionRun run, Path workspace) {
    try (var entries = Files.list(run.files().host(workspace))) {
      if (entries.findAny().isEmpty()) {
        run.warning(
            "The \"create_credentials_file\" option is true, but the current GitHub workspace is"
                + " empty. Did you forget to use \"actions/checkout\" before this step? If you do"
                + " not intend to share authentication with future steps in this job, set"
                + " \"create_credentials_file\" to false.");
      }
    } catch (IOException e) {
      throw new SlipwayException("could not read the workspace: " + e.getMessage(), e);
    }
  }

  /** Removes the file that lets tools get tokens. */
  @Override
  public StepResult post(ActionRun run) {
    String file = run.state().getOrDefault("credentials", "");
    if (file.isEmpty() || run.state().getOrDefault("cleanup", "true").equals("false")) {
      return StepResult.succeeded();
    }
    try {
      new Placement(run.files()).remove(Path.of(file));
      run.line("Removed exported credentials at \"" + file + "\".");
      return StepResult.succeeded();
    } catch (IOException e) {
      throw new SlipwayException("could not remove " + file + ": " + e.getMessage(), e);
    }
  }
}
