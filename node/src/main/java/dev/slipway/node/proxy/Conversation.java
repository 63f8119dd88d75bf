package dev.slipway.node.proxy;

import dev.slipway.http.message.Framing;
import dev.slipway.http.message.HttpProblem;
import dev.slipway.http.message.ResponseHead;
import dev.slipway.http.message.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A connection that is carried to a pod, byte by byte. As long as it speaks HTTP/1.1, its lease
 * knows which requests wait for their answers: a pod that is to end is not taken away from them,
 * however long it thinks. The last answer it gives on a connection says that it is the last, so
 * that no client sends another request there and loses it.
 *
 * <p>What is not HTTP/1.1 (and what goes on in another protocol) is carried as it is. Its client
 * hears of the pod's end from the pod.
 */
final class Conversation {
  /** For what is said now and then; larger ones are for those that have more to say. */
  private static final int LEAST_BUFFER = 2 << 10;

  private static final int BUFFER = 32 << 10;

  /** More requests than these ahead of their answers are not kept in mind. */
  private static final int MOST_ASKED = 1024;

  private final Wire client;
  private final Wire pod;
  private final Traffic.Lease lease;

  /** The methods of the requests that wait for an answer. */
  private final Deque<String> asked = new ArrayDeque<>();

  private boolean opaque;
  private boolean requestWhole = true;
  private boolean answering;
  private boolean last;

  private Conversation(Wire client, Wire pod, Traffic.Lease lease) {
    this.client = client;
    this.pod = pod;
    this.lease = lease;
  }

  /** Carries bytes both ways until both sides have ended. */
  static void run(Wire client, Wire pod, Traffic.Lease lease) throws InterruptedException {
    var conversation = new Conversation(client, pod, lease);
    lease.onEnd(conversation::endBetweenRequests);
    Thread back = Thread.ofVirtual().start(() -> conversation.carry(conversation::answers));
    conversation.carry(conversation::requests);
    back.join();
    client.close();
    pod.close();
  }

  private interface Direction {
    void run() throws IOException;
  }

  private void carry(Direction direction) {
    try {
      direction.run();
    } catch (IOException e) {
      // One side broke off: so must the other, and visibly.
      client.reset();
      pod.reset();
    }
  }

  private void requests() throws IOException {
    var scanner = new MessageScanner();
    byte[] buffer = new byte[LEAST_BUFFER];
    for (int n = client.read(buffer); n >= 0; n = client.read(buffer)) {
      lease.touch();
      followRequests(scanner, buffer, n);
      pod.out().write(buffer, 0, n);
      buffer = next(buffer, n);
    }
    pod.endOutput();
  }

  private static byte[] next(byte[] buffer, int filled) {
    return filled == buffer.length && filled < BUFFER ? new byte[BUFFER] : buffer;
  }

  private synchronized void followRequests(MessageScanner scanner, byte[] buffer, int count) {
    try {
      for (int at = 0; at < count && !opaque; ) {
        at = scanner.next(buffer, at, count);
        if (scanner.isHeadComplete()) {
          RequestHead head = RequestHead.parse(scanner.head());
          requireFollowable(head);
          scanner.body(Framing.ofRequest(head.version(), head.fields()));
          asked.add(head.method());
          lease.asked();
        }
        requestWhole = scanner.isBetween();
      }
    } catch (HttpProblem e) {
      // Whatever the pod thinks of it: only the pod can tell.
      becomeOpaque();
    }
  }

  private void requireFollowable(RequestHead head) throws HttpProblem {
    if (head.method().equals("CONNECT")) {
      throw new HttpProblem(501, "a tunnel");
    }
    if (asked.size() >= MOST_ASKED) {
      throw new HttpProblem(503, "more requests than anybody waits for");
    }
  }

  private synchronized void becomeOpaque() {
    if (!opaque) {
      opaque = true;
      lease.opaque();
      answering = false;
      asked.forEach(method -> lease.answered());
      asked.clear();
    }
  }

  private synchronized boolean isOpaque() {
    return opaque;
  }

  private void answers() throws IOException {
    var scanner = new MessageScanner();
    byte[] buffer = new byte[LEAST_BUFFER];
    for (int n = pod.read(buffer); n >= 0; n = pod.read(buffer)) {
      lease.touch();
      answer(scanner, buffer, n);
      buffer = next(buffer, n);
      if (hasSaidLast(scanner)) {
        client.close();
        pod.close();
        return;
      }
    }
    client.out().write(scanner.drop());
    client.endOutput();
  }

  private synchronized boolean hasSaidLast(MessageScanner scanner) {
    return last && scanner.isBetween();
  }

  /** Passes on what came; a head when all of it is there. */
  private void answer(MessageScanner scanner, byte[] buffer, int count) throws IOException {
    OutputStream out = client.out();
    int at = 0;
    while (at < count) {
      if (isOpaque()) {
        out.write(scanner.drop());
        out.write(buffer, at, count - at);
        return;
      }
      byte[] held = scanner.head();
      try {
        at = step(scanner, buffer, at, count, out);
      } catch (HttpProblem e) {
        // Whatever it is: the client may understand it.
        becomeOpaque();
        scanner.drop();
        out.write(held);
      }
    }
  }

  private int step(MessageScanner scanner, byte[] buffer, int from, int to, OutputStream out)
      throws IOException, HttpProblem {
    requireAsked(scanner);
    boolean inHead = scanner.isInHead();
    int next = scanner.next(buffer, from, to);
    if (scanner.isHeadComplete()) {
      out.write(begin(scanner));
    } else if (!inHead) {
      out.write(buffer, from, next - from);
    }
    finishWhenWhole(scanner);
    return next;
  }

  private synchronized void requireAsked(MessageScanner scanner) throws HttpProblem {
    if (scanner.isBetween() && asked.isEmpty()) {
      throw new HttpProblem(502, "an answer that nobody asked for");
    }
  }

  /** The head to pass on. */
  private synchronized byte[] begin(MessageScanner scanner) throws HttpProblem {
    byte[] bytes = scanner.head();
    ResponseHead head = ResponseHead.parse(bytes);
    if (head.status() == 101) {
      becomeOpaque();
      scanner.drop();
      return bytes;
    }
    if (head.isInterim()) {
      scanner.body(new Framing.None());
      return bytes;
    }
    Framing body = Framing.ofResponse(asked.element(), head.status(), head.fields());
    scanner.body(body);
    answering = true;
    boolean alone = asked.size() == 1 && requestWhole;
    last = alone && lease.isDraining() && !(body instanceof Framing.UntilClose);
    return last ? farewell(head) : bytes;
  }

  private static byte[] farewell(ResponseHead head) {
    String line = head.version() + " " + head.status() + " " + head.reason();
    return head.fields()
        .without("Connection")
        .without("Keep-Alive")
        .with("Connection", "close")
        .write(line);
  }

  private synchronized void finishWhenWhole(MessageScanner scanner) {
    if (answering && scanner.isBetween()) {
      answering = false;
      asked.remove();
      lease.answered();
    }
  }

  /** The drain is over: a client that does not ask for anything now shall ask another pod. */
  private synchronized void endBetweenRequests() {
    if (!opaque && asked.isEmpty() && requestWhole && !client.hasInput()) {
      client.close();
    }
  }
}
