package dev.slipway.kustomize.load;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

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
          HttpClient.newBuilder().followRedirects(Redirect.NORMAL).connectTimeout(LIMIT);
      proxy(address).ifPresent(builder::proxy);
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

  private static Optional<ProxySelector> proxy(URI address) {
    String name = address.getScheme().toLowerCase(Locale.ROOT) + "_proxy";
    String host = Optional.ofNullable(address.getHost()).orElse("");
    boolean exempt =
        Stream.of(variable("no_proxy").split("[,\\s]+"))
            .map(entry -> entry.replaceFirst("^\\*?\\.", ""))
            .anyMatch(
                entry -> !entry.isEmpty() && (host.equals(entry) || host.endsWith("." + entry)));
    String value = variable(name);
    if (value.isEmpty() || exempt || host.equals("localhost") || host.startsWith("127.")) {
      return Optional.empty();
    }
    URI proxy = URI.create(value.contains("://") ? value : "http://" + value);
    int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
    return Optional.of(ProxySelector.of(new InetSocketAddress(proxy.getHost(), port)));
  }

  private static String variable(String name) {
    return Optional.ofNullable(System.getenv(name))
        .or(() -> Optional.ofNullable(System.getenv(name.toUpperCase(Locale.ROOT))))
        .orElse("");
  }
}
