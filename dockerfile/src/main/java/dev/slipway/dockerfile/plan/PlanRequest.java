package dev.slipway.dockerfile.plan;

import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildRequest.DefaultNetwork;
import dev.slipway.dockerfile.BuildRequest.Entitlement;
import dev.slipway.dockerfile.NamedContext;
import dev.slipway.oci.Platform;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the caller wants from a Dockerfile.
 *
 * @param platform the platform of this machine, the only one that is built for
 */
public record PlanRequest(
    Optional<String> target,
    Map<String, String> buildArgs,
    Map<String, NamedContext> contexts,
    Map<String, String> labels,
    DefaultNetwork network,
    List<Entitlement> entitlements,
    Platform platform) {

  /** The part of a build's request that the plan depends on. */
  public static PlanRequest of(BuildRequest request, Platform platform) {
    return new PlanRequest(
        request.target(),
        request.buildArgs(),
        request.contexts(),
        request.labels(),
        request.network(),
        request.entitlements(),
        platform);
  }
}
