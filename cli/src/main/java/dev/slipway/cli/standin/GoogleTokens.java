package dev.slipway.cli.standin;

import dev.slipway.base.DurableFiles;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Access tokens from what the job holds: a token file, or a credentials file of the type {@code
 * external_account}, whose exchange is done here (specification §9).
 *
 * <p>A token is kept beside gcloud's configuration until shortly before it ends.
 */
final class GoogleTokens {
  private static final Duration MARGIN = Duration.ofMinutes(5);
  private static final String CLOUD = "https://www.googleapis.com/auth/cloud-platform";

  private final Surroundings around;
  private final GcloudFiles files;

  /** A token and its end. */
  record Token(String value, Instant expires) {
    @Override
    public String toString() {
      return "Token[until " + expires + "]";
    }
  }

  GoogleTokens(Surroundings around) {
    this.around = around;
    this.files = new GcloudFiles(around);
  }

  String accessToken() throws IOException {
    return token().value;
  }

  Token token() throws IOException {
    Optional<String> plain = around.variable("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE");
    if (plain.isPresent()) {
      String text = Files.readString(Path.of(plain.get())).strip();
      return new Token(text, around.clock().instant().plus(Duration.ofHours(1)));
    }
    Path file = credentials().orElseThrow(GoogleTokens::noAccount);
    byte[] content = Files.readAllBytes(file);
    Optional<Token> kept = kept(content);
    if (kept.isPresent()) {
      return kept.get();
    }
    Token token = exchange(Json.parse(content, file.toString()), file);
    keep(content, token);
    return token;
  }

  /** The credentials file that counts. */
  Optional<Path> credentials() {
    return around
        .variable("CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE")
        .or(() -> around.variable("GOOGLE_APPLICATION_CREDENTIALS"))
        .map(Path::of)
        .or(() -> Optional.of(files.login()).filter(Files::exists));
  }

  /** Whom the credentials act as, for {@code gcloud auth list}. */
  Optional<String> account() throws IOException {
    Optional<Path> file = credentials();
    if (file.isEmpty()) {
      return Optional.empty();
    }
    JsonNode node = Json.parse(Files.readAllBytes(file.get()), file.get().toString());
    String url = node.path("service_account_impersonation_url").asString("");
    int from = url.lastIndexOf('/') + 1;
    int to = url.lastIndexOf(':');
    return Optional.of(
        from > 0 && to > from ? url.substring(from, to) : node.path("audience").asString(""));
  }

  static ToolFailure noAccount() {
    return new ToolFailure(
        1,
        """
        ERROR: (gcloud.auth.print-access-token) You do not currently have an active account selected.
        Please run:

          $ gcloud auth login

        to obtain new credentials.

        In a workflow, that is the step google-github-actions/auth before this one.\
        """);
  }

  private Token exchange(JsonNode credentials, Path file) throws IOException {
    String type = credentials.path("type").asString("");
    if (!type.equals("external_account")) {
      throw new ToolFailure(
          1,
          "ERROR: (gcloud.auth) "
              + file
              + " has the type '"
              + type
              + "'; only external_account is accepted here, as keys never expire. Use the action"
              + " google-github-actions/auth with a workload identity provider.");
    }
    String impersonation = credentials.path("service_account_impersonation_url").asString("");
    String subject = subject(credentials.path("credential_source"), file);
    var form = new LinkedHashMap<String, String>();
    form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
    form.put("audience", credentials.path("audience").asString(""));
    form.put("scope", impersonation.isEmpty() ? CLOUD : "https://www.googleapis.com/auth/iam");
    form.put("requested_token_type", "urn:ietf:params:oauth:token-type:access_token");
    form.put("subject_token_type", credentials.path("subject_token_type").asString(""));
    form.put("subject_token", subject);
    JsonNode answer =
        post(
            credentials.path("token_url").asString(""),
            Map.of("Content-Type", "application/x-www-form-urlencoded"),
            encode(form));
    String federated = answer.path("access_token").asString("");
    Instant expires = around.clock().instant().plusSeconds(answer.path("expires_in").asLong(300));
    return impersonation.isEmpty()
        ? new Token(federated, expires)
        : impersonate(impersonation, federated);
  }

  private static Token impersonate(String url, String federated) {
    var body = Json.MAPPER.createObjectNode().put("lifetime", "3600s");
    body.putArray("scope").add(CLOUD);
    JsonNode answer =
        post(
            url,
            Map.of("Authorization", "Bearer " + federated, "Content-Type", "application/json"),
            Json.text(body));
    return new Token(
        answer.path("accessToken").asString(""),
        Instant.parse(answer.path("expireTime").asString("1970-01-01T00:00:00Z")));
  }

  private static String subject(JsonNode source, Path file) throws IOException {
    String url = source.path("url").asString("");
    String text;
    if (url.isEmpty()) {
      Path place = Path.of(source.path("file").asString(""));
      text = Files.readString(file.resolveSibling(place)).strip();
    } else {
      var headers = new LinkedHashMap<String, String>();
      source
          .path("headers")
          .propertyStream()
          .forEach(e -> headers.put(e.getKey(), e.getValue().asString()));
      Web.Answer answer = Web.get(url, headers);
      if (!answer.isGood()) {
        throw refused("Unable to retrieve Identity Pool subject token", answer);
      }
      text = answer.text();
    }
    String field = source.path("format").path("subject_token_field_name").asString("");
    return field.isEmpty()
        ? text
        : Json.parse(text.getBytes(StandardCharsets.UTF_8), "subject token")
            .path(field)
            .asString("");
  }

  private static JsonNode post(String url, Map<String, String> headers, String body) {
    Web.Answer answer = Web.call("POST", url, headers, body.getBytes(StandardCharsets.UTF_8));
    if (!answer.isGood()) {
      throw refused("There was a problem refreshing your current auth tokens", answer);
    }
    return answer.json();
  }

  private static ToolFailure refused(String what, Web.Answer answer) {
    return new ToolFailure(1, "ERROR: (gcloud.auth) " + what + ": " + answer.text());
  }

  private static String encode(Map<String, String> form) {
    var text = new StringBuilder();
    form.forEach((name, value) -> {
      text.append(text.isEmpty() ? "" : "&").append(name).append('=');
      text.append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    });
    return text.toString();
  }

  private Optional<Token> kept(byte[] credentials) throws IOException {
    if (!Files.exists(files.token())) {
      return Optional.empty();
    }
    JsonNode node = Json.parse(Files.readAllBytes(files.token()), files.token().toString());
    Instant expires = Instant.parse(node.path("expires").asString("1970-01-01T00:00:00Z"));
    boolean same = node.path("source").asString("").equals(hash(credentials));
    return same && expires.minus(MARGIN).isAfter(around.clock().instant())
        ? Optional.of(new Token(node.path("token").asString(""), expires))
        : Optional.empty();
  }

  private void keep(byte[] credentials, Token token) throws IOException {
    Files.createDirectories(files.directory());
    var node = Json.MAPPER.createObjectNode();
    node.put("source", hash(credentials)).put("token", token.value);
    node.put("expires", token.expires.toString());
    DurableFiles.writeSecret(files.token(), Json.bytes(node));
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new SlipwayException("this Java has no SHA-256", e);
    }
  }
}
