package dev.slipway.kustomize.load;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.WebProxies;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * A file on a web server, fetched as the usual tools do: redirects followed, proxies of the
 * environment used.
 *
 * @param content nothing when the server answered that it has no such file
 */
record WebFile(Optional<byte[]> content) {
  private static final int MAX_BYTES = 64 << 20;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  static WebFile get(RemoteUrl url, Position from) {
    try {
      var address = URI.create(url.text());
      HttpClient.Builder builder =
          WebProxies.ofProcess().client().followRedirects(Redirect.NORMAL).connectTimeout(LIMIT);
      try (HttpClient client = builder.build()) {
        HttpRequest request = HttpRequest.newBuilder(address).timeout(LIMIT).build();
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        return read(url, from, response);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(
          from,
          "cannot fetch \"" + url + "\": " + reason(e),
          "Check the address and the network.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException(from, "interrupted while fetching \"" + url + "\"", "", e);
    }
  }

  private static WebFile read(RemoteUrl url, Position from, HttpResponse<InputStream> response)
      throws IOException {
    try (InputStream body = response.body()) {
      if (response.statusCode() / 100 != 2) {
        return new WebFile(Optional.empty());
      }
      byte[] bytes = body.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new InputException(from, "\"" + url + "\" is larger than 64 MiB", "");
      }
      return new WebFile(Optional.of(bytes));
    }
  }

  private static String reason(Exception e) {
    String words = String.valueOf(e.getMessage());
    return words.equals("null") ? "no connection" : RemoteUrl.withoutLogin(words);
  }
}
