package dev.slipway.oci.client;

import dev.slipway.base.WebProxies;
import dev.slipway.oci.client.RegistryException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * The way to one registry: what it speaks there, and through which proxy. Safe for concurrent use.
 */
final class Link {
  private static final String PLAIN = "http";

  private final HttpClient http;
  private final WebProxies proxies;
  private final String host;
  private volatile URI root;
  private volatile boolean answered;

  /**
   * @param root the registry's address; a plain one is tried with TLS, too, before it fails
   */
  Link(HttpClient http, WebProxies proxies, URI root, String host) {
    this.http = http;
    this.proxies = proxies;
    this.root = root;
    this.host = host;
  }

  String host() {
    return host;
  }

  URI root() {
    return root;
  }

  HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    boolean undecided =
        !answered
            && PLAIN.equals(root.getScheme())
            && root.getAuthority().equals(request.uri().getAuthority());
    try {
      HttpResponse<InputStream> response = exchange(request);
      // What servers say that expect TLS and got none, if they say anything.
      Optional<HttpResponse<InputStream>> other =
          undecided && response.statusCode() == 400 ? withTls(request) : Optional.empty();
      answered = true;
      if (other.isPresent()) {
        response.body().close();
      }
      return other.orElse(response);
    } catch (RegistryException e) {
      throw e;
    } catch (IOException e) {
      return (undecided ? withTls(request) : Optional.<HttpResponse<InputStream>>empty())
          .orElseThrow(() -> e);
    }
  }

  /** Empty when TLS is not spoken there either. */
  private Optional<HttpResponse<InputStream>> withTls(HttpRequest plain) throws IOException {
    URI address = secured(plain.uri());
    try {
      var response =
          exchange(HttpRequest.newBuilder(plain, (name, value) -> true).uri(address).build());
      root = secured(root);
      return Optional.of(response);
    } catch (RegistryException e) {
      if (isUntrusted(e)) {
        throw e;
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static URI secured(URI plain) {
    return URI.create("https" + plain.toString().substring(PLAIN.length()));
  }

  private HttpResponse<InputStream> exchange(HttpRequest request) throws IOException {
    try {
      return http.send(proxies.loggedIn(request), BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while talking to " + host, e);
    } catch (HttpTimeoutException | ConnectException | SSLException e) {
      throw unreachable(e);
    }
  }

  private RegistryException unreachable(IOException e) {
    return new RegistryException(
        Reason.UNREACHABLE, "the registry " + host + " cannot be reached: " + detail(e), e);
  }

  private static String detail(IOException e) {
    if (isUntrusted(e)) {
      return "no authority that this machine trusts has signed its certificate; add the"
          + " authority's to the machine's trust store (on Debian and Ubuntu: a .crt file in"
          + " /usr/local/share/ca-certificates, then update-ca-certificates) and start Slipway"
          + " again";
    }
    String said = Optional.ofNullable(e.getMessage()).orElse("");
    return switch (e) {
      case ConnectException _ when said.isEmpty() ->
          "nothing listens there, or its name does not resolve";
      case SSLException _ ->
          said + "; registries need TLS, but for those at this machine's loopback addresses";
      default -> said.isEmpty() ? e.getClass().getSimpleName() : said;
    };
  }

  private static boolean isUntrusted(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathBuilderException) {
        return true;
      }
    }
    return false;
  }
}
