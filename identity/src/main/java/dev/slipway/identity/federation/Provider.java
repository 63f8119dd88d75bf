package dev.slipway.identity.federation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * An issuer that a pool trusts, on a condition.
 *
 * @param project the number of the pool's project
 * @param jwks the issuer's keys when it cannot be asked for them
 * @param allowedAudiences empty for the provider's own name
 * @param attributeMapping expressions by target: {@code google.subject}, {@code google.groups},
 *     {@code attribute.NAME}
 * @param attributeCondition empty for none
 */
public record Provider(
    String project,
    String pool,
    String id,
    String displayName,
    String description,
    boolean disabled,
    String issuerUri,
    Optional<String> jwks,
    List<String> allowedAudiences,
    Map<String, String> attributeMapping,
    String attributeCondition) {
  public Provider {
    allowedAudiences = List.copyOf(allowedAudiences);
    attributeMapping = new TreeMap<>(attributeMapping);
  }

  /** {@code projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/ID}. */
  public String name() {
    return name(project, pool, id);
  }

  static String name(String project, String pool, String id) {
    return Pool.name(project, pool) + "/providers/" + id;
  }

  /** The values of {@code aud} that the provider accepts. */
  Set<String> audiences() {
    return allowedAudiences.isEmpty()
        ? Set.of("https://iam.googleapis.com/" + name(), "//iam.googleapis.com/" + name())
        : Set.copyOf(allowedAudiences);
  }
}
