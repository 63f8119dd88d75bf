package dev.slipway.node.proxy;

import dev.slipway.manifest.ObjectName;
import java.util.Optional;
import java.util.Set;

/** Where HTTP requests go: the rules of all Ingresses, and the pods behind them. */
interface Upstreams {
  /**
   * The route of a request.
   *
   * @param portName the name of the Service's port
   * @param protocol what its pods speak
   * @param terms those of the Ingress
   * @param target the path and the query that the pod is asked for
   */
  record Route(
      ObjectName service, String portName, Protocol protocol, Terms terms, String target) {}

  /** What pods speak. */
  enum Protocol {
    HTTP1,
    /** HTTP/2 without TLS, from the first byte on, as gRPC servers do. */
    HTTP2
  }

  /** Why there is none. */
  sealed interface Choice {
    record To(Route route) implements Choice {}

    /** No rule of any Ingress matches. */
    record NoRule() implements Choice {}

    /** The rule names a Service or a port that is not there. */
    record NoService(String what) implements Choice {}
  }

  Choice route(RequestHead request);

  /** A ready pod that was not tried yet. */
  Optional<Backend> next(Route route, Set<Backend> tried);
}
