package dev.slipway.daemon;

import dev.slipway.base.DurableFiles;
import dev.slipway.base.Prepared;
import dev.slipway.http.HttpListener;
import dev.slipway.http.RouteSet;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.api.KubernetesRoutes;
import dev.slipway.kubernetes.controller.Controllers;
import dev.slipway.node.Node;
import dev.slipway.node.NodeSettings;
import dev.slipway.node.dns.ClusterDns;
import dev.slipway.node.proxy.Proxies;
import dev.slipway.node.proxy.ProxySettings;
import dev.slipway.node.proxy.Traffic;
import dev.slipway.node.usage.UsageSampler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * The cluster of an instance: its objects, what acts on them, and its API.
 *
 * @param listener of the API
 * @param authority the certificate that its clients trust, in PEM
 */
record ClusterParts(Cluster cluster, Node node, HttpListener listener, String authority) {
  private static final String NODE_NAME = "slipway";
  private static final int FIRST_NODE_PORT = 30_000;
  private static final int LAST_NODE_PORT = 32_767;

  /** Kubernetes' convention: the tenth address of the service range; no Service gets it. */
  private static final int NAME_SERVER = 10;

  private static final List<String> HOSTS =
      List.of("localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc");

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

  static ClusterParts start(
      DataDirectory data,
      Settings settings,
      State state,
      Prepared<ServerKeys> preparedKeys,
      Machine machine,
      ImageStock stock,
      DeliveryParts deliveries,
      Clock clock,
      Closing closing)
      throws IOException {
    var cluster =
        closing.add(
            Cluster.open(
                data.kubernetesDatabase(),
                new ClusterSettings(
                    machine.networks().plan().services().toString(),
                    FIRST_NODE_PORT,
                    LAST_NODE_PORT,
                    clock,
                    new SecureRandom())));
    var traffic = new Traffic();
    var usage = closing.add(UsageSampler.start(machine.containers(), machine.cgroups(), clock));
    closing.add(Controllers.start(cluster, usage));
    // Proxies before the node: what was adopted is served at once.
    closing.add(
        Proxies.start(
            cluster, machine.networks(), traffic, ProxySettings.onPort(settings.ingressPort())));
    var dns =
        closing.add(
            ClusterDns.start(
                machine.networks().plan().services().address(NAME_SERVER),
                machine.nameService(),
                cluster));
    var node =
        closing.add(
            Node.start(
                new NodeSettings(NODE_NAME, data.node(), machine.names(), dns.addresses()),
                cluster,
                machine.containers(),
                machine.networks(),
                machine.nameService(),
                machine.snapshots(),
                new PodImageStore(stock.blobs(), machine.snapshots(), stock.catalog()),
                traffic));
    ServerKeys keys = preparedKeys.get();
    var routes =
        KubernetesRoutes.routeSet(
            cluster,
            state.authorizer(),
            node.agent(),
            new AccountTokens(state.tokens()),
            deliveries.writes(cluster),
            usage);
    var listener = closing.add(serve(settings, state, keys, routes));
    String kubeconfig =
        Kubeconfig.text(settings.kubernetesUrl(), keys.authority(), state.administrator().value());
    DurableFiles.writeSecret(data.kubeconfig(), kubeconfig.getBytes(StandardCharsets.UTF_8));
    return new ClusterParts(cluster, node, listener, keys.authority());
  }

  private static HttpListener serve(
      Settings settings, State state, ServerKeys keys, RouteSet routes) {
    return HttpListener.start(
        new HttpListener.Settings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.kubernetesPort()),
            Optional.of(keys.context())),
        state.authenticator(),
        state.authorizer(),
        List.of(routes));
  }
}
