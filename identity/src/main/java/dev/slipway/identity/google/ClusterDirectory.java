package dev.slipway.identity.google;

import java.util.List;
import java.util.Optional;

/** The clusters there are to deploy to; the process that has them says. */
public interface ClusterDirectory {
  /** The cluster that is called {@code name} in this project and location. */
  Optional<Cluster> find(String project, String location, String name);

  /** The clusters of a project. */
  List<Cluster> list(String project);

  /**
   * A cluster, for a kubeconfig.
   *
   * @param location a zone or region
   * @param endpoint host and port of its API
   * @param certificateAuthority in PEM
   * @param version of Kubernetes
   * @param nodes how many
   */
  record Cluster(
      String name,
      String location,
      String endpoint,
      String certificateAuthority,
      String version,
      int nodes) {}
}
