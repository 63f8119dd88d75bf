package dev.slipway.identity;

import dev.slipway.http.Authenticator;
import dev.slipway.http.HttpException;
import dev.slipway.http.Principal;
import dev.slipway.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/**
 * Establishes the principal from {@code Authorization}: a Bearer token, or Basic with the token as
 * the password, as docker, skopeo and git send it. GitHub's clients write {@code token} for Bearer.
 *
 * <p>The Basic user name is checked as Artifact Registry does: one of the names that clients have
 * for a token, or the name of the token's principal.
 */
public final class TokenAuthenticator implements Authenticator {
  private static final String OAUTH_USER = "oauth2accesstoken";

  /** The names under which clients send a token: docker login, gcloud, crane, checkout. */
  private static final Set<String> TOKEN_USERS =
      Set.of(OAUTH_USER, "_dcgcloud_token", "_token", "x-access-token");

  private final Token administrator;
  private final AccessTokens tokens;

  public TokenAuthenticator(Token administrator, AccessTokens tokens) {
    this.administrator = administrator;
    this.tokens = tokens;
  }

  @Override
  public Principal authenticate(Request request) {
    var header = request.header("Authorization");
    if (header.isEmpty()) {
      return Principal.ANONYMOUS;
    }
    String[] parts = header.get().strip().split("\\s+", 2);
    String credentials = parts.length == 2 ? parts[1] : "";
    return switch (parts[0].toLowerCase(Locale.ROOT)) {
      // GitHub's own clients call it a token.
      case "bearer", "token" -> holder(new Token(credentials));
      case "basic" -> basic(credentials);
      default ->
          throw new HttpException(
              401, "unsupported authorization scheme '" + parts[0] + "'; use Bearer or Basic");
    };
  }

  private Principal basic(String credentials) {
    String decoded;
    try {
      decoded = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new HttpException(401, "the Basic credentials are not base64");
    }
    int colon = decoded.indexOf(':');
    if (colon < 0) {
      throw new HttpException(401, "the Basic credentials have no password");
    }
    String user = decoded.substring(0, colon);
    if (user.startsWith("_json_key")) {
      throw new HttpException(
          401,
          "service account keys are not accepted: they never expire. Use a workload identity"
              + " token, or 'slipway registry-token' with the user "
              + OAUTH_USER);
    }
    var principal = holder(new Token(decoded.substring(colon + 1)));
    if (!TOKEN_USERS.contains(user) && !user.equals(principal.name())) {
      throw new HttpException(
          401, "this token does not belong to '" + user + "'; use the user " + OAUTH_USER);
    }
    return principal;
  }

  private Principal holder(Token token) {
    byte[] given = token.value().getBytes(StandardCharsets.UTF_8);
    if (MessageDigest.isEqual(given, administrator.value().getBytes(StandardCharsets.UTF_8))) {
      return Administrator.PRINCIPAL;
    }
    return tokens
        .principal(token)
        .orElseThrow(() -> new HttpException(401, "the token is unknown, expired or revoked"));
  }
}
