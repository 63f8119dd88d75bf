package dev.slipway.kubernetes;

import dev.slipway.http.Principal;

/**
 * Told of every request of the API that may change or reach into something, once it has its answer.
 */
@FunctionalInterface
public interface RequestAudit {
  /** Keeps nothing. */
  RequestAudit NONE = answered -> {};

  /**
   * A request and what became of it.
   *
   * @param verb in Kubernetes' words, such as {@code create} or {@code deletecollection}
   * @param resource such as {@code deployments.apps} or {@code pods/exec}
   * @param namespace empty for what has none
   * @param name empty for collections, and where the server had none to give
   * @param mode whether it was only tried
   * @param code the HTTP status of the answer
   * @param reason of a refusal, such as {@code Forbidden}; empty otherwise
   */
  record Answered(
      Principal principal,
      String verb,
      String resource,
      String namespace,
      String name,
      WriteOptions.Mode mode,
      int code,
      String reason) {}

  void answered(Answered request);
}
