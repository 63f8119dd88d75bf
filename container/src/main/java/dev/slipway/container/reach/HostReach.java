package dev.slipway.container.reach;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the host's package clients get to their registries where that is not the direct way: proxies
 * and mirrors, from this process's environment and from npm's own configuration.
 *
 * <p>Only addresses are handed on. One that carries a password is left out with a warning: steps
 * that need it get it as a secret.
 */
public final class HostReach {
  private static final System.Logger LOG = System.getLogger(HostReach.class.getName());

  /** In both spellings; programs disagree on which counts. */
  private static final List<String> PROXIES = List.of("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY");

  private static final String NO_PROXY = "NO_PROXY";

  /** Variables of package clients that name a registry or mirror. */
  private static final List<String> MIRRORS =
      List.of(
          "NPM_CONFIG_REGISTRY",
          "npm_config_registry",
          "YARN_NPM_REGISTRY_SERVER",
          "PIP_INDEX_URL",
          "UV_DEFAULT_INDEX",
          "GOPROXY",
          "GONOSUMDB",
          "GOSUMDB",
          "CARGO_REGISTRIES_CRATES_IO_INDEX",
          "BUNDLE_MIRROR__ALL");

  private static final String NPM_REGISTRY = "NPM_CONFIG_REGISTRY";

  private final Map<String, String> host;
  private final Map<String, String> variables = new LinkedHashMap<>();

  private HostReach(Map<String, String> host) {
    this.host = host;
  }

  /**
   * What containers need.
   *
   * @param environment this process's own variables
   * @param home this process's home directory, for {@code .npmrc}
   */
  public static HostAdditions of(Map<String, String> environment, Path home) {
    var reach = new HostReach(environment);
    PROXIES.forEach(reach::addProxy);
    reach.addNoProxy();
    MIRRORS.forEach(name -> reach.value(name).ifPresent(v -> reach.add(name, v)));
    reach.addNpmRegistry(home.resolve(".npmrc"));
    reach.addJava();
    return new HostAdditions(List.of(), reach.variables);
  }

  private void addProxy(String name) {
    Optional<String> proxy = value(name).or(() -> value(name.toLowerCase(Locale.ROOT)));
    if (proxy.isPresent() && isUsable(name, proxy.get())) {
      add(name, proxy.get());
      add(name.toLowerCase(Locale.ROOT), proxy.get());
    }
  }

  private void addNoProxy() {
    if (!variables.isEmpty()) {
      value(NO_PROXY)
          .or(() -> value(NO_PROXY.toLowerCase(Locale.ROOT)))
          .ifPresent(list -> {
            add(NO_PROXY, list);
            add(NO_PROXY.toLowerCase(Locale.ROOT), list);
          });
    }
  }

  /** A proxy on the host's loopback interface is out of reach for containers. */
  private static boolean isUsable(String name, String proxy) {
    String address = hostOf(proxy).orElse("");
    if (address.equals("localhost") || address.startsWith("127.") || address.equals("[::1]")) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} names a proxy on this host''s loopback interface; containers cannot use it",
          name);
      return false;
    }
    return true;
  }

  private void addNpmRegistry(Path configuration) {
    if (variables.containsKey(NPM_REGISTRY) || !Files.isReadable(configuration)) {
      return;
    }
    try {
      for (String line : Files.readAllLines(configuration)) {
        String[] parts = line.split("=", 2);
        if (parts.length == 2 && parts[0].strip().equals("registry")) {
          add(NPM_REGISTRY, parts[1].strip());
        }
      }
    } catch (IOException e) {
      throw new SlipwayException("could not read " + configuration + ": " + e.getMessage(), e);
    }
  }

  /** Java does not look at these variables. */
  private void addJava() {
    var options = new StringBuilder();
    for (String scheme : List.of("http", "https")) {
      String proxy = variables.getOrDefault(scheme.toUpperCase(Locale.ROOT) + "_PROXY", "");
      Optional<URI> address = uri(proxy).filter(u -> u.getHost() != null);
      if (address.isPresent()) {
        int port = address.get().getPort() < 0 ? 80 : address.get().getPort();
        options.append(" -D%s.proxyHost=%s".formatted(scheme, address.get().getHost()));
        options.append(" -D%s.proxyPort=%d".formatted(scheme, port));
      }
    }
    String direct = variables.getOrDefault(NO_PROXY, "");
    if (!options.isEmpty() && !direct.isEmpty()) {
      options.append(" -Dhttp.nonProxyHosts=").append(javaHosts(direct));
    }
    if (!options.isEmpty()) {
      variables.put("JAVA_TOOL_OPTIONS", options.toString().strip());
    }
  }

  /** {@code a.example,.b.example} becomes {@code a.example|*.b.example}. */
  private static String javaHosts(String list) {
    return String.join(
        "|",
        List.of(list.split(",")).stream()
            .map(String::strip)
            .map(entry -> entry.startsWith(".") ? "*" + entry : entry)
            .toList());
  }

  private Optional<String> value(String name) {
    return Optional.ofNullable(host.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  private void add(String name, String value) {
    boolean secret =
        List.of(value.split("[,|]")).stream()
            .flatMap(part -> uri(part).stream())
            .anyMatch(u -> u.getRawUserInfo() != null);
    if (secret) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} carries a password and is not handed to containers; pass it as a secret",
          name);
      return;
    }
    variables.put(name, value);
  }

  private static Optional<String> hostOf(String text) {
    return uri(text).map(URI::getHost);
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text.contains("://") ? text : "http://" + text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
