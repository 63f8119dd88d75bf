package dev.slipway.daemon;

import dev.slipway.base.DurableFiles;
import dev.slipway.container.network.Opening;
import dev.slipway.http.Authenticator;
import dev.slipway.http.HttpListener;
import dev.slipway.http.RouteSet;
import dev.slipway.identity.AuditTrail;
import dev.slipway.identity.oidc.Issuer;
import dev.slipway.identity.oidc.SigningKeys;
import dev.slipway.kubernetes.ApiAccess;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.api.ImpersonatingAuthenticator;
import dev.slipway.kubernetes.api.KubernetesRoutes;
import dev.slipway.kubernetes.controller.Controllers;
import dev.slipway.node.Node;
import dev.slipway.node.NodeSettings;
import dev.slipway.node.usage.UsageSampler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
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

  /** Starts all that does more than to serve the pods that run already. */
  static ClusterParts start(
      DataDirectory data,
      Settings settings,
      State state,
      Machine machine,
      ImageStock stock,
      DeliveryParts deliveries,
      Serving serving,
      Clock clock,
      Closing closing)
      throws IOException {
    var cluster = serving.cluster();
    var keys = serving.keys();
    var accounts =
        new AccountTokens(
            cluster,
            Issuer.named(
                AccountTokens.ISSUER,
                SigningKeys.lasting(data.keys().resolve("service-accounts"), clock)),
            clock);
    var usage = closing.add(UsageSampler.start(machine.containers(), machine.cgroups(), clock));
    closing.add(Controllers.start(cluster, usage, accounts));
    var node =
        closing.add(
            Node.start(
                new NodeSettings(
                    NODE_NAME, data.node(), machine.names(), serving.dns().addresses()),
                cluster,
                machine.containers(),
                machine.networks(),
                machine.nameService(),
                machine.snapshots(),
                new PodImageStore(
                    stock.blobs(),
                    machine.snapshots(),
                    stock.catalog(),
                    new PulledImages(data.pulledImages())),
                serving.traffic(),
                accounts));
    var routes =
        KubernetesRoutes.routeSet(
            cluster,
            state.authorizer(),
            node.agent(),
            accounts,
            deliveries.writes(cluster),
            usage,
            new RequestTrail(new AuditTrail(state.database(), state.journal())));
    var authenticator =
        new ImpersonatingAuthenticator(
            new ClusterAuthenticator(accounts, state.authenticator()), state.authorizer(), cluster);
    var listener = closing.add(serve(settings, state, authenticator, keys, routes));
    closing.add(serveForPods(listener, machine, serving.access()));
    String kubeconfig =
        Kubeconfig.text(settings.kubernetesUrl(), keys.authority(), state.administrator().value());
    DurableFiles.writeSecret(data.kubeconfig(), kubeconfig.getBytes(StandardCharsets.UTF_8));
    return new ClusterParts(cluster, node, listener, keys.authority());
  }

  /** Opens the API to containers, at the machine's address in their network. */
  private static AutoCloseable serveForPods(
      HttpListener listener, Machine machine, ApiAccess access) throws IOException {
    var gateway = machine.networks().plan().gateway();
    var socket = ServerSocketChannel.open();
    try {
      socket.bind(new InetSocketAddress(gateway, access.port()));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    HttpListener.Additional additional = listener.serveAlso(socket);
    var opening = new Opening(gateway, Opening.Protocol.TCP, access.port());
    machine.networks().open(List.of(opening));
    return () -> {
      machine.networks().close(List.of(opening));
      additional.close();
    };
  }

  private static HttpListener serve(
      Settings settings,
      State state,
      Authenticator authenticator,
      ServerKeys keys,
      RouteSet routes) {
    return HttpListener.start(
        new HttpListener.Settings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.kubernetesPort()),
            Optional.of(keys.context()),
            HttpListener.ClientCertificates.ASKED),
        authenticator,
        state.authorizer(),
        List.of(routes));
  }
}
