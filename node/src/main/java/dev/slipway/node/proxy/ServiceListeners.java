package dev.slipway.node.proxy;

import dev.slipway.container.network.Opening;
import dev.slipway.kubernetes.controller.EventRecorder;
import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.manifest.KubeObject;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Opens and closes listeners as Services come, change and go. Used by one thread. */
final class ServiceListeners implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ServiceListeners.class.getName());

  /** Lets containers reach service addresses; an instance's network does. */
  interface Gate {
    void open(List<Opening> openings);

    void close(List<Opening> openings);
  }

  private record Place(String address, Opening.Protocol protocol, int port) {
    InetAddress inet() {
      try {
        return InetAddress.getByName(address);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException("not an address: " + address, e);
      }
    }
  }

  /** A listener of either kind, and what it serves. */
  private record Open(AutoCloseable listener, ServiceListener.Target target) {}

  private static final String LOOPBACK = "127.0.0.1";

  private final Backends backends;
  private final Traffic traffic;
  private final Gate gate;
  private final EventRecorder events;
  private final Map<Place, Open> open = new HashMap<>();
  private final Set<Place> failed = new HashSet<>();
  private final Set<String> warned = new HashSet<>();

  ServiceListeners(Backends backends, Traffic traffic, Gate gate, EventRecorder events) {
    this.backends = backends;
    this.traffic = traffic;
    this.gate = gate;
    this.events = events;
  }

  /** Makes the listeners what these Services want. */
  void update(List<KubeObject> services) {
    var wanted = new HashMap<Place, ServiceListener.Target>();
    var owners = new HashMap<Place, KubeObject>();
    for (KubeObject service : services) {
      places(service)
          .forEach((place, target) -> {
            wanted.put(place, target);
            owners.put(place, service);
          });
    }
    close(
        open.entrySet().stream()
            .filter(e -> !e.getValue().target().equals(wanted.get(e.getKey())))
            .map(Map.Entry::getKey)
            .toList());
    failed.retainAll(wanted.keySet());
    var opened = new ArrayList<Opening>();
    wanted.forEach((place, target) -> {
      if (!open.containsKey(place)
          && !failed.contains(place)
          && open(place, target, java.util.Objects.requireNonNull(owners.get(place)))) {
        opened.addAll(opening(place));
      }
    });
    // All at once: each change of the firewall takes two programs.
    if (!opened.isEmpty()) {
      gate.open(opened);
    }
  }

  private Map<Place, ServiceListener.Target> places(KubeObject service) {
    var places = new HashMap<Place, ServiceListener.Target>();
    JsonNode spec = service.spec();
    String clusterIp = spec.path("clusterIP").asString("");
    String type = spec.path("type").asString("ClusterIP");
    if (type.equals("ExternalName") || clusterIp.isEmpty() || clusterIp.equals("None")) {
      return places;
    }
    for (JsonNode port : spec.path("ports")) {
      String name = port.path("protocol").asString("TCP");
      Optional<Opening.Protocol> protocol = protocol(name);
      if (protocol.isEmpty()) {
        warn(service, name + " port " + port.path("port").asInt(0));
        continue;
      }
      ServiceListener.Target target = target(service, port);
      int number = port.path("port").asInt(0);
      places.put(new Place(clusterIp, protocol.get(), number), target);
      int nodePort = port.path("nodePort").asInt(0);
      if (nodePort > 0) {
        places.put(new Place(LOOPBACK, protocol.get(), nodePort), target);
      }
      if (type.equals("LoadBalancer")) {
        places.put(new Place(LOOPBACK, protocol.get(), number), target);
      }
    }
    return places;
  }

  private static Optional<Opening.Protocol> protocol(String name) {
    return switch (name) {
      case "TCP" -> Optional.of(Opening.Protocol.TCP);
      case "UDP" -> Optional.of(Opening.Protocol.UDP);
      default -> Optional.empty();
    };
  }

  static ServiceListener.Target target(KubeObject service, JsonNode port) {
    boolean sticky = service.spec().path("sessionAffinity").asString("").equals("ClientIP");
    return new ServiceListener.Target(
        service.objectName(),
        port.path("name").asString(""),
        sticky ? ServiceListener.Affinity.CLIENT : ServiceListener.Affinity.NONE);
  }

  private void warn(KubeObject service, String port) {
    if (warned.add(service.uid() + port)) {
      events.record(
          service,
          Severity.WARNING,
          "ProtocolNotSupported",
          port + " is not served: TCP and UDP ports of Services are; pods answer on it directly");
    }
  }

  /** False when it cannot be listened there. */
  private boolean open(Place place, ServiceListener.Target target, KubeObject service) {
    try {
      AutoCloseable listener =
          switch (place.protocol()) {
            case TCP ->
                ServiceListener.start(place.inet(), place.port(), target, backends, traffic);
            case UDP ->
                DatagramListener.start(place.inet(), place.port(), target, backends, traffic);
          };
      open.put(place, new Open(listener, target));
      return true;
    } catch (IOException e) {
      failed.add(place);
      events.record(
          service,
          Severity.WARNING,
          "ListenFailed",
          "cannot listen on " + place.address() + ":" + place.port() + ": " + e.getMessage());
      return false;
    }
  }

  private void close(List<Place> places) {
    List<Opening> openings = places.stream().flatMap(p -> opening(p).stream()).toList();
    if (!openings.isEmpty()) {
      gate.close(openings);
    }
    places.forEach(this::close);
  }

  private void close(Place place) {
    Open closed = open.remove(place);
    if (closed == null) {
      return;
    }
    try {
      closed.listener().close();
    } catch (Exception e) {
      LOG.log(System.Logger.Level.WARNING, "closing " + place + " failed", e);
    }
  }

  private static List<Opening> opening(Place place) {
    return place.inet() instanceof Inet4Address address && !address.isLoopbackAddress()
        ? List.of(new Opening(address, place.protocol(), place.port()))
        : List.of();
  }

  @Override
  public void close() {
    close(List.copyOf(open.keySet()));
  }
}
