package dev.slipway.base;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Proxies on the way to the web, as the variables name them that curl, git, docker and Go's
 * programs read: {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code ALL_PROXY}, each also in small
 * letters, and {@code NO_PROXY} with the hosts that are reached directly ({@link NoProxy}). This
 * machine itself always is.
 */
public final class WebProxies extends ProxySelector {
  private static final System.Logger LOG = System.getLogger(WebProxies.class.getName());

  /** Java sends no password to a proxy for {@code https} unless this is empty. */
  private static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

  private final Map<String, String> environment;
  private final NoProxy direct;

  private WebProxies(Map<String, String> environment) {
    this.environment = environment;
    this.direct = NoProxy.parse(value(environment, "no_proxy").orElse(""));
  }

  /** As the variables of this process say. */
  public static WebProxies ofProcess() {
    return new WebProxies(System.getenv());
  }

  public static WebProxies of(Map<String, String> environment) {
    return new WebProxies(Map.copyOf(environment));
  }

  /**
   * Begins a client that uses them. Where a proxy wants a login, the client makes a failure of
   * every 401 that does not come from it: {@link #clientWithoutLogins} is for who wants to see it.
   */
  public HttpClient.Builder client() {
    HttpClient.Builder client = clientWithoutLogins();
    return logins().isEmpty() ? client : client.authenticator(new Passwords());
  }

  /** Begins a client that uses them; its requests bring the login ({@link #loggedIn}). */
  public HttpClient.Builder clientWithoutLogins() {
    allowPasswords();
    return HttpClient.newBuilder().proxy(this);
  }

  /** The request with the login that the proxy on its way wants, if any. */
  public HttpRequest loggedIn(HttpRequest request) {
    return proxy(request.uri())
        .flatMap(at -> Optional.ofNullable(at.getRawUserInfo()))
        .map(userInfo ->
            HttpRequest.newBuilder(request, (name, value) -> true)
                .setHeader("Proxy-Authorization", basic(login(userInfo)))
                .build())
        .orElse(request);
  }

  private static String basic(PasswordAuthentication login) {
    String pair = login.getUserName() + ":" + new String(login.getPassword());
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /** The proxies that want one. */
  private List<URI> logins() {
    return List.of("https_proxy", "http_proxy", "all_proxy").stream()
        .flatMap(name -> value(environment, name).flatMap(WebProxies::usable).stream())
        .filter(at -> at.getRawUserInfo() != null)
        .toList();
  }

  /** From now on everything in this process uses them that asks Java for a proxy. */
  public void install() {
    allowPasswords();
    ProxySelector.setDefault(this);
    Authenticator.setDefault(new Passwords());
  }

  private void allowPasswords() {
    if (System.getProperty(DISABLED_SCHEMES) == null) {
      System.setProperty(DISABLED_SCHEMES, "");
    }
  }

  @Override
  public List<Proxy> select(URI address) {
    return List.of(
        proxy(address)
            .map(at -> new Proxy(Proxy.Type.HTTP, new InetSocketAddress(at.getHost(), port(at))))
            .orElse(Proxy.NO_PROXY));
  }

  @Override
  public void connectFailed(URI address, SocketAddress proxy, IOException problem) {
    // Whoever asked gets the exception; another proxy there is none.
  }

  private Optional<URI> proxy(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    String host = Optional.ofNullable(address.getHost()).orElse("");
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return Optional.empty();
    }
    int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("http") ? 80 : 443;
    if (host.isEmpty() || isThisMachine(host) || direct.covers(host, port)) {
      return Optional.empty();
    }
    return value(environment, scheme + "_proxy")
        .or(() -> value(environment, "all_proxy"))
        .flatMap(WebProxies::usable);
  }

  private static boolean isThisMachine(String host) {
    return host.equalsIgnoreCase("localhost")
        || NoProxy.address(host).map(InetAddress::isLoopbackAddress).orElse(false);
  }

  /** A proxy that Java can talk to; of another it is said that it is not used. */
  private static Optional<URI> usable(String text) {
    try {
      URI proxy = URI.create(text.contains("://") ? text : "http://" + text);
      if (proxy.getScheme().equalsIgnoreCase("http") && proxy.getHost() != null) {
        return Optional.of(proxy);
      }
    } catch (IllegalArgumentException e) {
      // Said below, without the password that may be in it.
    }
    LOG.log(
        Level.WARNING,
        "a proxy of the environment is not used: only http://[USER:PASSWORD@]HOST:PORT can be");
    return Optional.empty();
  }

  private static int port(URI proxy) {
    return proxy.getPort() < 0 ? 80 : proxy.getPort();
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  /** The login in a proxy's address, for that proxy alone. */
  private final class Passwords extends Authenticator {
    @Override
    protected @Nullable PasswordAuthentication getPasswordAuthentication() {
      if (getRequestorType() != RequestorType.PROXY) {
        return null;
      }
      return logins().stream()
          .filter(at -> at.getHost().equalsIgnoreCase(getRequestingHost()))
          .filter(at -> port(at) == getRequestingPort())
          .findFirst()
          .map(at -> login(at.getRawUserInfo()))
          .orElse(null);
    }
  }

  private static PasswordAuthentication login(String userInfo) {
    int colon = userInfo.indexOf(':');
    String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
    String password = colon < 0 ? "" : userInfo.substring(colon + 1);
    return new PasswordAuthentication(decoded(user), decoded(password).toCharArray());
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
