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

  private static final Set<String> KNOWN =
      Set.of(
          BACKEND_PROTOCOL,
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
