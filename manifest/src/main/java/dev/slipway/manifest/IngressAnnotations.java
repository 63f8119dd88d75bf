package dev.slipway.manifest;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The annotations of ingress-nginx that are acted upon here; the proxy reads them by these names.
 */
public final class IngressAnnotations {
  /** What all of them begin with. */
  public static final String PREFIX = "nginx.ingress.kubernetes.io/";

  /** What pods speak: those of {@code GRPC} HTTP/2 without TLS. */
  public static final String BACKEND_PROTOCOL = PREFIX + "backend-protocol";

  /** Whether an Ingress is a canary; the others of a canary begin with it. */
  public static final String CANARY = PREFIX + "canary";

  /** The path that requests go on with; makes the paths of rules regular expressions. */
  public static final String REWRITE_TARGET = PREFIX + "rewrite-target";

  /** Whether the paths of rules are regular expressions. */
  public static final String USE_REGEX = PREFIX + "use-regex";

  /** How large the body of a request may be. */
  public static final String PROXY_BODY_SIZE = PREFIX + "proxy-body-size";

  /** For how many seconds a pod may be silent. */
  public static final String PROXY_READ_TIMEOUT = PREFIX + "proxy-read-timeout";

  private static final Set<String> KNOWN =
      Set.of(
          BACKEND_PROTOCOL,
          REWRITE_TARGET,
          USE_REGEX,
          PROXY_BODY_SIZE,
          PROXY_READ_TIMEOUT,
          CANARY,
          CANARY + "-weight",
          CANARY + "-weight-total",
          CANARY + "-by-header",
          CANARY + "-by-header-value",
          CANARY + "-by-cookie");

  /** Switched off they say what happens anyway: nobody is led to another scheme. */
  private static final Set<String> SWITCHES =
      Set.of(PREFIX + "ssl-redirect", PREFIX + "force-ssl-redirect");

  private IngressAnnotations() {}

  /** Those of {@code object} that ingress-nginx would act upon and nothing here does, in order. */
  public static List<String> withoutEffect(KubeObject object) {
    return object.annotations().entrySet().stream()
        .filter(entry -> !(SWITCHES.contains(entry.getKey()) && entry.getValue().equals("false")))
        .map(Map.Entry::getKey)
        .filter(name -> name.startsWith(PREFIX) && !KNOWN.contains(name))
        .sorted()
        .toList();
  }
}
