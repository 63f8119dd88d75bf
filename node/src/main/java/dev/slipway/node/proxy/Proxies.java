package dev.slipway.node.proxy;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.network.Networks;
import dev.slipway.container.network.Opening;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.Informer;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.kubernetes.controller.EventRecorder;
import dev.slipway.kubernetes.controller.WorkQueue;
import dev.slipway.kubernetes.controller.Workers;
import dev.slipway.manifest.KubeObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The proxies of a cluster, running: Services by connection, Ingresses by request. */
public final class Proxies implements AutoCloseable {
  private static final WriteOptions BY = WriteOptions.by("slipway-ingress");
  private static final String ALL = "all";

  /** For the answers that are under way when the process is to end. */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  /** Values of a Service port's {@code appProtocol} whose servers speak HTTP/2 without TLS. */
  private static final Set<String> HTTP2 = Set.of("kubernetes.io/h2c", "h2c", "grpc");

  private final Cluster cluster;
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final Set<String> warned = ConcurrentHashMap.newKeySet();
  private volatile IngressTable table = IngressTable.of(List.of(), (ingress, why) -> {});
  private volatile IngressCertificates certificates = IngressCertificates.NONE;
  private volatile int ingressPort;
  private final AccessStatistics statistics;

  private Proxies(Cluster cluster) {
    this.cluster = cluster;
    this.statistics = new AccessStatistics(cluster.clock());
  }

  /**
   * Starts the proxies; they listen when this returns, and know every endpoint there is.
   *
   * @param networks makes service addresses reachable for containers
   * @param traffic shared with the node, which drains pods by it
   * @throws SlipwayException when the Ingress port is taken
   */
  public static Proxies start(
      Cluster cluster, Networks networks, Traffic traffic, ProxySettings settings) {
    var gate =
        new ServiceListeners.Gate() {
          @Override
          public void open(List<Opening> openings) {
            networks.open(openings);
          }

          @Override
          public void close(List<Opening> openings) {
            networks.close(openings);
          }
        };
    return start(cluster, gate, traffic, settings);
  }

  static Proxies start(
      Cluster cluster, ServiceListeners.Gate gate, Traffic traffic, ProxySettings settings) {
    var proxies = new Proxies(cluster);
    try {
      proxies.startAll(gate, traffic, settings);
      return proxies;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      proxies.close();
      throw new SlipwayException("interrupted while the proxies were starting", e);
    } catch (IOException e) {
      proxies.close();
      throw new SlipwayException(
          "cannot listen on "
              + settings.ingress()
              + " for Ingresses: "
              + e.getMessage()
              + "; choose another port",
          e);
    }
  }

  /** The port that Ingresses are served on. */
  public int ingressPort() {
    return ingressPort;
  }

  /** How the versions behind each Service answer. */
  public AccessStatistics statistics() {
    return statistics;
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.add(part);
    return part;
  }

  private void startAll(ServiceListeners.Gate gate, Traffic traffic, ProxySettings settings)
      throws IOException, InterruptedException {
    EventRecorder events =
        own(EventRecorder.start(cluster, new EventRecorder.Source("slipway-proxy", "")));
    Backends backends = own(Backends.start(cluster, traffic));
    var queue = new WorkQueue<String>(cluster.clock());
    Informer services = own(watch(ResourceType.SERVICES, queue));
    Informer all = own(watch(ResourceType.INGRESSES, queue));
    Informer classes = own(watch(ResourceType.INGRESS_CLASSES, queue));
    Informer secrets =
        own(
            Informer.of(cluster, ResourceType.SECRETS)
                .handler(Informer.Handler.ofAny(secret -> certificateChanged(secret, queue)))
                .start());
    services.awaitSynced();
    all.awaitSynced();
    classes.awaitSynced();
    Supplier<List<KubeObject>> ingresses = () -> IngressClasses.own(all.list(), classes.list());
    secrets.awaitSynced();
    // Before anybody can ask: who comes too early is to try again, not to hear that there is no
    // rule.
    route(ingresses.get(), events);
    IngressListener listener =
        own(
            IngressListener.start(
                settings.ingress(), new Routes(backends), traffic, () -> certificates, statistics));
    ingressPort = listener.port();
    parts.add(() -> finish(listener, traffic));
    var listeners = own(new ServiceListeners(backends, traffic, gate, events));
    listeners.update(services.list());
    own(
        Workers.start(
            "proxies",
            1,
            queue,
            key -> {
              listeners.update(services.list());
              publish(services.list());
              route(ingresses.get(), events);
              publish(ingresses.get(), listener.port());
            }));
    queue.add(ALL);
  }

  /** When nothing comes in any more. */
  private static void finish(IngressListener listener, Traffic traffic)
      throws IOException, InterruptedException {
    listener.finish();
    traffic.finish(FAREWELL);
  }

  private Informer watch(ResourceType type, WorkQueue<String> queue) {
    return Informer.of(cluster, type)
        .handler(Informer.Handler.ofAny(changed -> queue.add(ALL)))
        .start();
  }

  private static void certificateChanged(KubeObject secret, WorkQueue<String> queue) {
    if (secret.at("/type").asString("").equals("kubernetes.io/tls")) {
      queue.add(ALL);
    }
  }

  private void route(List<KubeObject> ingresses, EventRecorder events) {
    table =
        IngressTable.of(ingresses, (ingress, why) -> warn(events, ingress, "IngressRefused", why));
    certificates =
        IngressCertificates.of(
            ingresses,
            name -> cluster.find(ResourceType.SECRETS, name),
            (ingress, why) -> warn(events, ingress, "CertificateRefused", why));
  }

  private void publish(List<KubeObject> ingresses, int port) {
    for (KubeObject ingress : ingresses) {
      setAddress(ResourceType.INGRESSES, ingress, port);
    }
  }

  /** Once for each Ingress and reason. */
  private void warn(EventRecorder events, KubeObject ingress, String reason, String why) {
    if (warned.add(ingress.uid() + why)) {
      events.record(ingress, EventRecorder.Severity.WARNING, reason, why);
    }
  }

  private void publish(List<KubeObject> services) {
    for (KubeObject service : services) {
      if (service.spec().path("type").asString("").equals("LoadBalancer")) {
        int port = service.spec().path("ports").path(0).path("port").asInt(0);
        setAddress(ResourceType.SERVICES, service, port);
      }
    }
  }

  /** Tells users where it is served: {@code kubectl get} shows the address. */
  private void setAddress(ResourceType type, KubeObject object, int port) {
    ObjectNode address = JsonNodeFactory.instance.objectNode().put("ip", "127.0.0.1");
    address.putArray("ports").addObject().put("port", port).put("protocol", "TCP");
    JsonNode present = object.status().path("loadBalancer").path("ingress").path(0);
    if (present.path("ip").asString("").equals("127.0.0.1")) {
      return;
    }
    cluster.editStatus(
        type,
        object.objectName(),
        tree -> tree.withObject("/status/loadBalancer").putArray("ingress").add(address),
        BY);
  }

  /** The rules as they are at each moment. */
  private final class Routes implements Upstreams {
    private final Backends backends;

    Routes(Backends backends) {
      this.backends = backends;
    }

    @Override
    public Choice route(RequestHead request) {
      return table.find(request, this::isServed).map(this::resolve).orElseGet(Choice.NoRule::new);
    }

    private boolean isServed(IngressTable.ServicePort target) {
      return resolve(new IngressTable.Match(target, Terms.USUAL, "/"))
              instanceof Choice.To(Route route)
          && next(route, Backends.untried()).isPresent();
    }

    private Choice resolve(IngressTable.Match match) {
      IngressTable.ServicePort target = match.port();
      Optional<KubeObject> service = cluster.find(ResourceType.SERVICES, target.service());
      if (service.isEmpty()) {
        return new Choice.NoService("there is no Service " + target.service());
      }
      if (service.get().spec().path("type").asString("").equals("ExternalName")) {
        return new Choice.NoService(
            "Service "
                + target.service()
                + " is another name of "
                + service.get().spec().path("externalName").asString("")
                + ": an Ingress leads to pods only");
      }
      for (JsonNode port : service.get().spec().path("ports")) {
        String name = port.path("name").asString("");
        boolean named = !name.isEmpty() && name.equals(target.port());
        if (named || port.path("port").asString("").equals(target.port())) {
          return new Choice.To(
              new Route(
                  target.service(), name, protocol(port, target), match.terms(), match.target()));
        }
      }
      return new Choice.NoService("Service " + target.service() + " has no port " + target.port());
    }

    /** By the Service's port, or by the Ingress's annotation. */
    private static Protocol protocol(JsonNode port, IngressTable.ServicePort target) {
      return target.protocol() == Protocol.HTTP2
              || HTTP2.contains(port.path("appProtocol").asString(""))
          ? Protocol.HTTP2
          : Protocol.HTTP1;
    }

    @Override
    public Optional<Backend> next(Route route, Set<Backend> tried) {
      return backends.next(route.service(), route.portName(), tried);
    }
  }

  /**
   * Closes every listener. What is under way has some seconds for its answers, which are the last
   * of their connections; connections without a request end at once.
   */
  @Override
  public void close() {
    for (AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        throw new SlipwayException("a proxy could not be stopped: " + e.getMessage(), e);
      }
    }
  }
}
