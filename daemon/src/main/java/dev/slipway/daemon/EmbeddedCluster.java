package dev.slipway.daemon;

import dev.slipway.identity.google.ClusterDirectory;
import java.util.List;
import java.util.Optional;

/**
 * The embedded cluster under whatever name a workflow has for its cluster: the same files work here
 * and on GKE, where it has that name.
 */
final class EmbeddedCluster implements ClusterDirectory {
  private static final String NAME = "slipway";
  private static final String LOCATION = "local";
  private static final String VERSION = "1.33.0+slipway";

  private final String endpoint;
  private final String authority;

  private EmbeddedCluster(String endpoint, String authority) {
    this.endpoint = endpoint;
    this.authority = authority;
  }

  /**
   * @param authority the certificate of the API's authority, in PEM
   */
  static EmbeddedCluster of(Settings settings, String authority) {
    return new EmbeddedCluster("127.0.0.1:" + settings.kubernetesPort(), authority);
  }

  @Override
  public Optional<Cluster> find(String project, String location, String name) {
    return Optional.of(cluster(location, name));
  }

  @Override
  public List<Cluster> list(String project) {
    return List.of(cluster(LOCATION, NAME));
  }

  private Cluster cluster(String location, String name) {
    return new Cluster(name, location, endpoint, authority, VERSION, 1);
  }
}
