package dev.slipway.node.proxy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hands datagrams for one address of a Service to its pods. What one client's port sends goes to
 * one pod until both have been silent for a minute, or the pod goes; answers come back the same
 * way.
 */
final class DatagramListener implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DatagramListener.class.getName());
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final int LARGEST = 65_535;

  /** More clients at once than this are not answered: what is kept for each has a bound. */
  private static final int MOST_CLIENTS = 4096;

  private final DatagramSocket socket;
  private final ServiceListener.Target target;
  private final Backends backends;
  private final Traffic traffic;
  private final Map<SocketAddress, Flow> flows = new ConcurrentHashMap<>();

  private DatagramListener(
      DatagramSocket socket, ServiceListener.Target target, Backends backends, Traffic traffic) {
    this.socket = socket;
    this.target = target;
    this.backends = backends;
    this.traffic = traffic;
  }

  static DatagramListener start(
      InetAddress address,
      int port,
      ServiceListener.Target target,
      Backends backends,
      Traffic traffic)
      throws IOException {
    var socket = new DatagramSocket(new InetSocketAddress(address, port));
    var listener = new DatagramListener(socket, target, backends, traffic);
    Thread.ofVirtual().name("datagrams-" + target.service()).start(listener::receive);
    return listener;
  }

  /** One client's way to one pod. */
  private final class Flow implements AutoCloseable {
    private final SocketAddress client;
    private final DatagramSocket toPod;
    private final Traffic.Lease lease;

    Flow(SocketAddress client, DatagramSocket toPod, Traffic.Lease lease) {
      this.client = client;
      this.toPod = toPod;
      this.lease = lease;
    }

    void send(byte[] bytes, int count) throws IOException {
      lease.touch();
      toPod.send(new DatagramPacket(bytes, count));
    }

    /** Carries answers until there are none for a while. */
    void answer() {
      byte[] buffer = new byte[LARGEST];
      try (this) {
        while (true) {
          var packet = new DatagramPacket(buffer, LARGEST);
          toPod.receive(packet);
          lease.touch();
          socket.send(new DatagramPacket(buffer, packet.getLength(), client));
        }
      } catch (SocketTimeoutException e) {
        // Silent for long enough.
      } catch (IOException e) {
        // Nobody listens in the pod, or the flow was ended: the client's next word finds another.
      }
    }

    @Override
    public void close() {
      flows.remove(client, this);
      toPod.close();
      lease.close();
    }
  }

  private void receive() {
    byte[] buffer = new byte[LARGEST];
    while (!socket.isClosed()) {
      var packet = new DatagramPacket(buffer, LARGEST);
      try {
        socket.receive(packet);
        Optional<Flow> flow = flow(packet.getSocketAddress(), packet.getAddress());
        if (flow.isPresent()) {
          flow.get().send(buffer, packet.getLength());
        }
      } catch (IOException e) {
        // Datagrams may get lost: who sent this one asks again.
        LOG.log(System.Logger.Level.DEBUG, "a datagram for " + target.service() + " was lost", e);
      }
    }
  }

  private Optional<Flow> flow(SocketAddress client, InetAddress host) throws IOException {
    Flow present = flows.get(client);
    if (present != null || flows.size() >= MOST_CLIENTS) {
      return Optional.ofNullable(present);
    }
    Optional<Backend> backend =
        switch (target.affinity()) {
          case NONE -> backends.next(target.service(), target.portName(), Backends.untried());
          case CLIENT ->
              backends.forClient(target.service(), target.portName(), host, Backends.untried());
        };
    return backend.isEmpty() ? Optional.empty() : open(client, backend.get());
  }

  private Optional<Flow> open(SocketAddress client, Backend backend) throws IOException {
    var toPod = new DatagramSocket();
    try {
      toPod.connect(backend.socketAddress());
      toPod.setSoTimeout(Math.toIntExact(SILENCE.toMillis()));
    } catch (IOException e) {
      toPod.close();
      throw e;
    }
    Optional<Traffic.Lease> lease = traffic.begin(backend.address(), Traffic.Use.CONNECTION);
    if (lease.isEmpty()) {
      toPod.close();
      return Optional.empty();
    }
    lease.get().onEnd(toPod::close);
    var flow = new Flow(client, toPod, lease.get());
    flows.put(client, flow);
    Thread.ofVirtual().name("answers-" + target.service()).start(flow::answer);
    return Optional.of(flow);
  }

  @Override
  public void close() {
    socket.close();
    flows.values().forEach(Flow::close);
  }
}
