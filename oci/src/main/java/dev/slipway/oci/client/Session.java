package dev.slipway.oci.client;

import dev.slipway.base.Json;
import dev.slipway.oci.client.RegistryException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Requests to one repository of one registry, with the credentials it asks for (Docker's token
 * protocol, or Basic). Safe for concurrent use.
 */
final class Session {
  private static final int MAX_REDIRECTS = 5;
  private static final int MAX_ERROR = 64 << 10;

  private final Link link;
  private final String host;
  private final String scope;
  private final Credentials credentials;
  private volatile @Nullable String authorization;

  /**
   * @param scope what a token is asked for, such as {@code repository:web:pull}; empty for none
   */
  Session(Link link, String scope, Credentials credentials) {
    this.link = link;
    this.host = link.host();
    this.scope = scope;
    this.credentials = credentials;
  }

  URI uri(String path) {
    return link.root().resolve(path);
  }

  /**
   * Sends a request; answers a challenge once and follows redirects, to which credentials are not
   * shown when they lead elsewhere.
   */
  HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    HttpResponse<InputStream> response = link.send(authorized(request));
    if (response.statusCode() == 401) {
      String header = response.headers().firstValue("WWW-Authenticate").orElse("");
      response.body().close();
      authorization = answer(Challenge.parse(header));
      response = link.send(authorized(request));
    }
    for (int i = 0; isRedirect(response) && i < MAX_REDIRECTS; i++) {
      URI target = response.uri().resolve(response.headers().firstValue("Location").orElse(""));
      response.body().close();
      HttpRequest elsewhere =
          HttpRequest.newBuilder(request, (name, value) -> true).uri(target).build();
      boolean same = link.root().getAuthority().equals(target.getAuthority());
      response = link.send(same ? authorized(elsewhere) : elsewhere);
    }
    return response;
  }

  private static boolean isRedirect(HttpResponse<?> response) {
    return switch (response.statusCode()) {
      case 301, 302, 303, 307, 308 -> response.headers().firstValue("Location").isPresent();
      default -> false;
    };
  }

  private HttpRequest authorized(HttpRequest request) {
    String value = authorization;
    return value == null
        ? request
        : HttpRequest.newBuilder(request, (name, v) -> true)
            .setHeader("Authorization", value)
            .build();
  }

  private String answer(Challenge challenge) throws IOException {
    Optional<Login> login = credentials.find(host);
    return switch (challenge.scheme()) {
      case "basic" -> basic(login.orElseThrow(() -> denied("asks for a login, and none is known")));
      case "bearer" -> "Bearer " + token(challenge, login);
      default -> throw denied("asks for the unknown login scheme '" + challenge.scheme() + "'");
    };
  }

  private static String basic(Login login) {
    String pair = login.user() + ":" + login.password();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private String token(Challenge challenge, Optional<Login> login) throws IOException {
    URI realm = URI.create(challenge.parameter("realm"));
    String query =
        "service="
            + encode(challenge.parameter("service"))
            + (scope.isEmpty() ? "" : "&scope=" + encode(scope));
    HttpRequest.Builder request;
    if (login.isPresent() && login.get().user().isEmpty()) {
      String form =
          query
              + "&grant_type=refresh_token&client_id=slipway&refresh_token="
              + encode(login.get().password());
      request =
          HttpRequest.newBuilder(realm)
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofString(form));
    } else {
      String separator = realm.getRawQuery() == null ? "?" : "&";
      request = HttpRequest.newBuilder(URI.create(realm + separator + query));
      login.ifPresent(l -> request.header("Authorization", basic(l)));
    }
    HttpResponse<InputStream> response = link.send(request.build());
    byte[] body = body(response, MAX_ERROR);
    if (response.statusCode() != 200) {
      throw denied(
          "gave no token for "
              + scope
              + (login.isPresent() ? " to '" + login.get().user() + "'" : "")
              + message(body, response.statusCode()));
    }
    JsonNode answer = Json.parse(body, "token of " + realm.getHost());
    String token = answer.path("token").asString(answer.path("access_token").asString(""));
    if (token.isEmpty()) {
      throw denied("answered without a token");
    }
    return token;
  }

  private RegistryException denied(String problem) {
    return new RegistryException(
        Reason.DENIED, "the registry " + host + " " + problem + "; log in with 'docker login'");
  }

  /** What broke while it was on its way, again and again. */
  RegistryException brokenOff(String what, IOException e) {
    String detail = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    return new RegistryException(
        Reason.UNREACHABLE, "the registry " + host + " broke off " + what + ": " + detail, e);
  }

  /** What a refusal means, with the registry's own words. */
  RegistryException failure(HttpResponse<InputStream> response, String tried) throws IOException {
    int status = response.statusCode();
    byte[] body =
        response.request().method().equals("HEAD") ? new byte[0] : body(response, MAX_ERROR);
    Reason reason =
        switch (status) {
          case 404 -> Reason.NOT_FOUND;
          case 401, 403 -> Reason.DENIED;
          case 502, 503, 504 -> Reason.UNREACHABLE;
          default -> Reason.FAILED;
        };
    return new RegistryException(
        reason, "could not " + tried + " at " + host + message(body, status));
  }

  private static String message(byte[] body, int status) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    if (text.chars().anyMatch(c -> c == '\uFFFD' || (c < ' ' && !Character.isWhitespace(c)))) {
      text = "";
    }
    if (text.startsWith("{")) {
      JsonNode error = Json.parse(body, "error").path("errors").path(0);
      text = (error.path("code").asString("") + " " + error.path("message").asString("")).strip();
    }
    String words = text.length() > 300 ? text.substring(0, 300) + "…" : text;
    return ": HTTP " + status + (words.isEmpty() ? "" : ", " + words);
  }

  static byte[] body(HttpResponse<InputStream> response, int limit) throws IOException {
    try (InputStream in = response.body()) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new IOException(response.uri() + " answered with more than " + limit + " bytes");
      }
      return bytes;
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
