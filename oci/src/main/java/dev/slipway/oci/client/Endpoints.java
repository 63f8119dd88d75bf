package dev.slipway.oci.client;

import java.net.URI;
import java.util.Locale;

/** Where the registry of a host name is reached. */
@FunctionalInterface
public interface Endpoints {
  /** Docker's rule: plain HTTP on this machine's loopback, TLS everywhere else. */
  Endpoints STANDARD = Endpoints::standard;

  /** The root of the registry's API, without {@code /v2/}. */
  URI find(String host);

  private static URI standard(String host) {
    if (host.equals("docker.io")) {
      return URI.create("https://registry-1.docker.io");
    }
    return URI.create((isLoopback(host) ? "http://" : "https://") + host);
  }

  private static boolean isLoopback(String host) {
    String name = host.startsWith("[") ? host.replaceAll("].*", "]") : host.replaceAll(":.*", "");
    return name.equals("[::1]")
        || name.toLowerCase(Locale.ROOT).equals("localhost")
        || name.toLowerCase(Locale.ROOT).endsWith(".localhost")
        || name.matches("127(\\.[0-9]{1,3}){3}");
  }
}
