package dev.slipway.http;

/**
 * One thing one may be allowed to do, in IAM's notation.
 *
 * @param action the IAM permission, such as {@code artifactregistry.repositories.uploadArtifacts}
 *     or, for Kubernetes, {@code container.deployments.create}
 * @param resource what it is done to, such as {@code projects/p/repositories/r} or {@code
 *     namespaces/doctor-app/deployments/doctor-backend}
 */
public record Permission(String action, String resource) {}
