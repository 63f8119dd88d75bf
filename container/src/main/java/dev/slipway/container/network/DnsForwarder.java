package dev.slipway.container.network;

import dev.slipway.base.SlipwayException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Answers containers' name queries: those that {@link LocalNames} knows at once, all others by
 * asking the host's servers, which may be on the loopback interface, out of containers' reach. What
 * is asked of the host passes unread (RFC 1035, section 4.2).
 */
final class DnsForwarder implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DnsForwarder.class.getName());
  static final int PORT = 53;
  private static final int MAX_MESSAGE = 65_535;
  private static final int TIMEOUT_MILLIS = 4000;
  private static final int MAX_QUERIES = 256;

  private final LocalNames local;
  private final Supplier<List<InetSocketAddress>> servers;
  private final DatagramSocket datagrams;
  private final ServerSocket streams;
  private final Thread datagramServer;
  private final Thread streamServer;

  /** Bounds what a flood of queries can take of this process. */
  private final Semaphore queries = new Semaphore(MAX_QUERIES);

  private DnsForwarder(
      LocalNames local,
      Supplier<List<InetSocketAddress>> servers,
      DatagramSocket datagrams,
      ServerSocket streams) {
    this.local = local;
    this.servers = servers;
    this.datagrams = datagrams;
    this.streams = streams;
    this.datagramServer = Thread.ofVirtual().name("dns datagrams").unstarted(this::serveDatagrams);
    this.streamServer = Thread.ofVirtual().name("dns streams").unstarted(this::serveStreams);
  }

  /** Listens on port 53 of an address and asks what {@code servers} tells, in order, on port 53. */
  static DnsForwarder start(
      InetAddress address, LocalNames local, Supplier<List<InetAddress>> servers)
      throws IOException {
    return listen(
        new InetSocketAddress(address, PORT),
        local,
        () -> servers.get().stream().map(s -> new InetSocketAddress(s, PORT)).toList());
  }

  static DnsForwarder listen(
      InetSocketAddress own, LocalNames local, Supplier<List<InetSocketAddress>> servers)
      throws IOException {
    var streams = new ServerSocket();
    try {
      streams.bind(own);
      var sameAddress = new InetSocketAddress(own.getAddress(), streams.getLocalPort());
      var forwarder = new DnsForwarder(local, servers, new DatagramSocket(sameAddress), streams);
      forwarder.datagramServer.start();
      forwarder.streamServer.start();
      return forwarder;
    } catch (IOException e) {
      streams.close();
      throw e;
    }
  }

  int port() {
    return streams.getLocalPort();
  }

  private void serveDatagrams() {
    while (!datagrams.isClosed()) {
      try {
        var packet = new DatagramPacket(new byte[MAX_MESSAGE], MAX_MESSAGE);
        datagrams.receive(packet);
        byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
        SocketAddress client = packet.getSocketAddress();
        spawn(() -> answerDatagram(query, client));
      } catch (SocketException e) {
        return;
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "a name query was lost: {0}", e.getMessage());
      }
    }
  }

  private void serveStreams() {
    while (!streams.isClosed()) {
      try {
        Socket client = streams.accept();
        spawn(() -> answerStream(client));
      } catch (SocketException e) {
        return;
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "a name query was lost: {0}", e.getMessage());
      }
    }
  }

  private void spawn(Runnable work) {
    // Beyond the bound queries are dropped, as an overloaded server does; clients ask again.
    if (queries.tryAcquire()) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              work.run();
            } finally {
              queries.release();
            }
          });
    }
  }

  private void answerDatagram(byte[] query, SocketAddress client) {
    Optional<byte[]> own = local.answer(query, LocalNames.Transport.DATAGRAM);
    if (own.isPresent()) {
      try {
        datagrams.send(new DatagramPacket(own.get(), own.get().length, client));
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "{0} was not answered: {1}", client, e.getMessage());
      }
      return;
    }
    for (InetSocketAddress server : servers.get()) {
      try (var socket = new DatagramSocket()) {
        socket.connect(server);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.send(new DatagramPacket(query, query.length));
        var answer = new DatagramPacket(new byte[MAX_MESSAGE], MAX_MESSAGE);
        socket.receive(answer);
        datagrams.send(new DatagramPacket(answer.getData(), answer.getLength(), client));
        return;
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "{0} did not answer: {1}", server, e.getMessage());
      }
    }
  }

  private void answerStream(Socket client) {
    try (client) {
      client.setSoTimeout(TIMEOUT_MILLIS);
      byte[] query = read(client);
      Optional<byte[]> own = local.answer(query, LocalNames.Transport.STREAM);
      if (own.isPresent()) {
        write(client, own.get());
        return;
      }
      for (InetSocketAddress server : servers.get()) {
        try (Socket socket = new Socket()) {
          socket.connect(server, TIMEOUT_MILLIS);
          socket.setSoTimeout(TIMEOUT_MILLIS);
          write(socket, query);
          write(client, read(socket));
          return;
        } catch (IOException e) {
          LOG.log(System.Logger.Level.DEBUG, "{0} did not answer: {1}", server, e.getMessage());
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a client left: {0}", e.getMessage());
    }
  }

  private static byte[] read(Socket socket) throws IOException {
    var input = new DataInputStream(socket.getInputStream());
    byte[] message = new byte[input.readUnsignedShort()];
    input.readFully(message);
    return message;
  }

  private static void write(Socket socket, byte[] message) throws IOException {
    var output = new DataOutputStream(socket.getOutputStream());
    byte[] framed = new byte[message.length + 2];
    framed[0] = (byte) (message.length >>> 8);
    framed[1] = (byte) message.length;
    System.arraycopy(message, 0, framed, 2, message.length);
    output.write(framed);
    output.flush();
  }

  /** Stops; the port is free for the next when this returns. */
  @Override
  public void close() {
    datagrams.close();
    try {
      streams.close();
      // A socket that is waited on is given back by the one who waits, not by who closes it.
      datagramServer.join();
      streamServer.join();
    } catch (IOException e) {
      throw new SlipwayException("could not stop listening for name queries", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
