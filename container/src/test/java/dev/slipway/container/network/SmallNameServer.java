package dev.slipway.container.network;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A name server on port 53 that knows one address and gives it for every name (RFC 1035). */
final class SmallNameServer implements AutoCloseable {
  private static final int HEADER = 12;
  private static final int ANSWER_WITHOUT_ERROR = 0x8180;
  private static final int ADDRESS_RECORD = 1;

  private final byte[] known;
  private final DatagramSocket datagrams;
  private final ServerSocket streams;

  private SmallNameServer(InetSocketAddress own, byte[] known) throws IOException {
    this.known = known;
    this.datagrams = new DatagramSocket(own);
    this.streams = new ServerSocket();
    streams.bind(own);
  }

  static SmallNameServer start(String own, String known) throws IOException {
    var server =
        new SmallNameServer(
            new InetSocketAddress(InetAddress.ofLiteral(own), DnsForwarder.PORT),
            InetAddress.ofLiteral(known).getAddress());
    Thread.ofVirtual().start(() -> untilClosed(server::answerDatagram));
    Thread.ofVirtual().start(() -> untilClosed(server::answerStream));
    return server;
  }

  private interface Turn {
    void take() throws IOException;
  }

  private static void untilClosed(Turn turn) {
    try {
      while (true) {
        turn.take();
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void answerDatagram() throws IOException {
    var packet = new DatagramPacket(new byte[512], 512);
    datagrams.receive(packet);
    byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
    datagrams.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
  }

  private void answerStream() throws IOException {
    try (Socket client = streams.accept()) {
      var input = new DataInputStream(client.getInputStream());
      byte[] query = new byte[input.readUnsignedShort()];
      input.readFully(query);
      byte[] answer = answer(query);
      var output = new DataOutputStream(client.getOutputStream());
      output.writeShort(answer.length);
      output.write(answer);
      output.flush();
    }
  }

  /** The question again, and one record for it when it asks for an address. */
  private byte[] answer(byte[] query) {
    int end = HEADER;
    while (query[end] != 0) {
      end += query[end] + 1;
    }
    end += 1 + 4;
    boolean asksForAddress = query[end - 3] == ADDRESS_RECORD;
    var answer = ByteBuffer.allocate(end + 16);
    answer.put(query, 0, end);
    answer.putShort(2, (short) ANSWER_WITHOUT_ERROR);
    answer.putShort(6, (short) (asksForAddress ? 1 : 0));
    // No further sections; the query's may have held options.
    answer.putInt(8, 0);
    if (asksForAddress) {
      answer.putShort((short) (0xC000 | HEADER)).putShort((short) 1).putShort((short) 1);
      answer.putInt(60).putShort((short) known.length).put(known);
    }
    return Arrays.copyOf(answer.array(), answer.position());
  }

  @Override
  public void close() throws IOException {
    datagrams.close();
    streams.close();
  }
}
