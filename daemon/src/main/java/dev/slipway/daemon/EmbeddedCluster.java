package dev.slipway.daemon;

import dev.slipway.base.SlipwayException;
import dev.slipway.identity.google.ClusterDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Clock;
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

  static EmbeddedCluster of(Settings settings, Path keys, Clock clock) throws IOException {
    try {
      return new EmbeddedCluster(
          "127.0.0.1:" + settings.kubernetesPort(),
          Pem.of(CertificateAuthority.open(keys, clock).certificate()));
    } catch (CertificateException e) {
      throw new SlipwayException(
          "could not read the certificate authority in " + keys + ": " + e.getMessage(), e);
    }
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
