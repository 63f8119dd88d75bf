package dev.slipway.manifest;

import java.util.List;
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

  /** For how many seconds a pod may not accept a connection. */
  public static final String PROXY_CONNECT_TIMEOUT = PREFIX + "proxy-connect-timeout";

  /** What pods are told that the host is. */
  public static final String UPSTREAM_VHOST = PREFIX + "upstream-vhost";

  /** From where requests are taken: its name, and the one it used to have. */
  public static final List<String> SOURCE_RANGES =
      List.of(PREFIX + "allowlist-source-range", PREFIX + "whitelist-source-range");

  private static final Set<String> KNOWN =
      Set.of(
          BACKEND_PROTOCOL,
          REWRITE_TARGET,
          USE_REGEX,
          PROXY_BODY_SIZE,
          PROXY_READ_TIMEOUT,
          PROXY_CONNECT_TIMEOUT,
          UPSTREAM_VHOST,
          SOURCE_RANGES.getFirst(),
          SOURCE_RANGES.getLast(),
          PREFIX + "ssl-redirect",
          PREFIX + "force-ssl-redirect",
          PREFIX + "permanent-redirect",
          PREFIX + "permanent-redirect-code",
          PREFIX + "temporal-redirect",
          PREFIX + "temporal-redirect-code",
          PREFIX + "enable-cors",
          PREFIX + "cors-allow-origin",
          PREFIX + "cors-allow-methods",
          PREFIX + "cors-allow-headers",
          PREFIX + "cors-allow-credentials",
          PREFIX + "cors-expose-headers",
          PREFIX + "cors-max-age",
          CANARY,
          CANARY + "-weight",
          CANARY + "-weight-total",
          CANARY + "-by-header",
          CANARY + "-by-header-value",
          CANARY + "-by-cookie");

  private IngressAnnotations() {}

  /** Those of {@code object} that ingress-nginx would act upon and nothing here does, in order. */
  public static List<String> withoutEffect(KubeObject object) {
    return object.annotations().keySet().stream()
        .filter(name -> name.startsWith(PREFIX) && !KNOWN.contains(name))
        .sorted()
        .toList();
  }
}
