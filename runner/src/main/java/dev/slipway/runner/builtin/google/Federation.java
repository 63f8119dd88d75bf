package dev.slipway.runner.builtin.google;

import dev.slipway.base.Json;
import dev.slipway.runner.IdTokenRequest;
import dev.slipway.runner.action.ActionInputs;
import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who is asked for what.
 *
 * @param provider the full name of the workload identity provider
 * @param account the service account's address; empty to act as the federated identity itself
 * @param idTokenAudience what the ID token is for
 * @param sts where tokens are exchanged, with its version
 * @param iam where service accounts hand out tokens, with its version
 */
record Federation(
    String provider,
    String account,
    IdTokenRequest request,
    String idTokenAudience,
    String sts,
    String iam) {
  private static final String GOOGLE_STS = "https://sts.googleapis.com/v1";
  private static final String GOOGLE_IAM = "https://iamcredentials.googleapis.com/v1";

  static Federation of(
      ActionInputs inputs, IdTokenRequest request, Map<String, String> environment) {
    String provider =
        inputs
            .text("workload_identity_provider")
            .replaceFirst("^(https:)?//iam\\.googleapis\\.com/", "");
    String origin = origin(request.url()) + "/v1";
    boolean google = environment.getOrDefault("GHA_ENDPOINT_OVERRIDE_sts", "").equals(GOOGLE_STS);
    return new Federation(
        provider,
        inputs.text("service_account"),
        request,
        inputs.optional("audience").orElse("https://iam.googleapis.com/" + provider),
        google ? GOOGLE_STS : origin,
        google ? GOOGLE_IAM : origin);
  }

  /** The process itself: only the job's own credentials say where it is. */
  private static String origin(String url) {
    URI uri = URI.create(url);
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  String audience() {
    return "//iam.googleapis.com/" + provider;
  }

  String requiredAccount(ActionInputs inputs) {
    if (account.isEmpty()) {
      throw inputs.invalid(
          "service_account",
          "a service account is needed for this token format",
          "name its address");
    }
    return account;
  }

  String project(ActionInputs inputs) {
    String given = inputs.text("project_id");
    if (!given.isEmpty()) {
      return given;
    }
    var match = Pattern.compile("^.+@(.+)\\.iam\\.gserviceaccount\\.com$").matcher(account);
    return match.matches() ? match.group(1) : "";
  }

  /** The file that gcloud and Google's libraries read. */
  ObjectNode credentials() {
    var file = Json.MAPPER.createObjectNode();
    file.put("universe_domain", "googleapis.com");
    file.put("type", "external_account");
    file.put("audience", audience());
    file.put("subject_token_type", "urn:ietf:params:oauth:token-type:jwt");
    file.put("token_url", sts + "/token");
    var source = file.putObject("credential_source");
    source.put("url", TokenClient.audienceUrl(request, idTokenAudience).toString());
    source.putObject("headers").put("Authorization", "Bearer " + request.token());
    source.putObject("format").put("type", "json").put("subject_token_field_name", "value");
    if (!account.isEmpty()) {
      file.put(
          "service_account_impersonation_url",
          iam + "/projects/-/serviceAccounts/" + account + ":generateAccessToken");
    }
    return file;
  }
}
