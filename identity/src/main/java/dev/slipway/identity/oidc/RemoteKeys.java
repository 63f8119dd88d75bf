package dev.slipway.identity.oidc;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.base.WebProxies;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys of other issuers, by discovery over HTTPS, kept for a while. A key that is not known
 * makes it ask again, but not more often than {@link #PAUSE}. Redirects are not followed.
 */
public final class RemoteKeys {
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 256 << 10;

  private final Clock clock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(JWKSet keys, Instant asked) {}

  public RemoteKeys(Clock clock) {
    this.clock = clock;
  }

  /** The keys of one issuer. */
  public KeySource of(String issuer) {
    return keyId -> key(issuer, keyId);
  }

  private Optional<JWK> key(String issuer, String keyId) {
    var cached = Optional.ofNullable(known.get(issuer));
    Instant now = clock.instant();
    var found =
        cached
            .filter(k -> now.isBefore(k.asked.plus(KEPT)))
            .flatMap(k -> Optional.ofNullable(k.keys.getKeyByKeyId(keyId)));
    if (found.isPresent() || cached.filter(k -> now.isBefore(k.asked.plus(PAUSE))).isPresent()) {
      return found;
    }
    var fresh = fetch(issuer);
    known.put(issuer, new Known(fresh, now));
    return Optional.ofNullable(fresh.getKeyByKeyId(keyId));
  }

  private static JWKSet fetch(String issuer) {
    try (var client =
        WebProxies.ofProcess()
            .client()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(LIMIT)
            .build()) {
      var discovery =
          Json.parse(
              get(client, issuer.replaceAll("/$", "") + "/.well-known/openid-configuration"),
              "discovery");
      if (!discovery.path("issuer").asString("").equals(issuer)) {
        throw new TokenRefused("The issuer's discovery document names another issuer.");
      }
      byte[] keys = get(client, discovery.path("jwks_uri").asString(""));
      return JWKSet.parse(new String(keys, StandardCharsets.UTF_8));
    } catch (IOException | ParseException | InputException | IllegalArgumentException e) {
      throw new TokenRefused("Error connecting to the given credential's issuer.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TokenRefused("Interrupted while connecting to the given credential's issuer.");
    }
  }

  private static byte[] get(HttpClient client, String url)
      throws IOException, InterruptedException {
    if (!url.startsWith("https://")) {
      throw new IOException("not https: " + url);
    }
    var request = HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build();
    var response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (var body = response.body()) {
      byte[] bytes = body.readNBytes(MAX_BYTES + 1);
      if (response.statusCode() != 200 || bytes.length > MAX_BYTES) {
        throw new IOException("answered " + response.statusCode());
      }
      return bytes;
    }
  }
}
