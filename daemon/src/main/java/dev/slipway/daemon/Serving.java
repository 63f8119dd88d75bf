package dev.slipway.daemon;

import dev.slipway.base.Prepared;
import dev.slipway.base.ProcessStart;
import dev.slipway.kubernetes.ApiAccess;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.store.ObjectStore;
import dev.slipway.node.dns.ClusterDns;
import dev.slipway.node.proxy.Proxies;
import dev.slipway.node.proxy.ProxySettings;
import dev.slipway.node.proxy.Traffic;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * What users are served by: the cluster's objects and the proxies in front of its pods. It comes
 * before everything that serves needs not, so that after a kill users wait no longer than that: the
 * pods ran on, and who was ready is in the objects.
 *
 * @param keys of the API, whose certificate pods trust
 * @param access where pods find the API
 */
record Serving(
    Cluster cluster,
    Traffic traffic,
    Proxies proxies,
    ClusterDns dns,
    ServerKeys keys,
    ApiAccess access) {
  private static final Logger LOG = System.getLogger(Serving.class.getName());
  private static final int FIRST_NODE_PORT = 30_000;
  private static final int LAST_NODE_PORT = 32_767;

  /** Kubernetes' convention: the first address of the service range is the API's. */
  private static final int API = 1;

  /** Kubernetes' convention: the tenth address of the service range; no Service gets it. */
  private static final int NAME_SERVER = 10;

  private static final List<String> HOSTS =
      List.of(
          "localhost",
          "kubernetes",
          "kubernetes.default",
          "kubernetes.default.svc",
          "kubernetes.default.svc.cluster.local");

  /** Begins to open the keys: Java's TLS takes a while to wake up. */
  static Prepared<ServerKeys> keys(DataDirectory data, Clock clock) {
    return Prepared.begin(
        "open the keys of the Kubernetes API",
        () -> {
          var keys = ServerKeys.open(data.keys(), HOSTS, List.of("127.0.0.1"), clock);
          keys.context().createSSLEngine();
          return keys;
        });
  }

  /** Begins to read the objects: waking up the database takes as long as all that comes before. */
  static Prepared<ObjectStore> objects(DataDirectory data) {
    return Prepared.begin(
        "open the objects of the cluster", () -> ObjectStore.open(data.kubernetesDatabase()));
  }

  static Serving start(
      Settings settings,
      Prepared<ServerKeys> preparedKeys,
      Prepared<ObjectStore> objects,
      Path keyDirectory,
      MachineNetwork network,
      Clock clock,
      Closing closing)
      throws IOException {
    var plan = network.networks().plan();
    List<String> addresses =
        List.of(
            "127.0.0.1",
            plan.gateway().getHostAddress(),
            plan.services().address(API).getHostAddress());
    // What was prepared serves when it names all of these, as it does from the second start on.
    ServerKeys prepared = preparedKeys.get();
    ServerKeys keys =
        prepared.names(addresses)
            ? prepared
            : ServerKeys.open(keyDirectory, HOSTS, addresses, clock);
    var access =
        new ApiAccess(plan.gateway().getHostAddress(), settings.kubernetesPort(), keys.authority());
    var cluster =
        closing.add(
            Cluster.open(
                objects.get(),
                new ClusterSettings(
                    plan.services().toString(),
                    FIRST_NODE_PORT,
                    LAST_NODE_PORT,
                    clock,
                    new SecureRandom(),
                    Optional.of(access))));
    var traffic = new Traffic();
    var proxies =
        closing.add(
            Proxies.start(
                cluster,
                network.networks(),
                traffic,
                ProxySettings.onPort(settings.ingressPort())));
    LOG.log(
        Level.INFO, "pods are served {0} ms after the start", ProcessStart.ageOfThis().toMillis());
    var dns =
        closing.add(
            ClusterDns.start(plan.services().address(NAME_SERVER), network.nameService(), cluster));
    return new Serving(cluster, traffic, proxies, dns, keys, access);
  }
}
