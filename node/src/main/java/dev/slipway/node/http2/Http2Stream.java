package dev.slipway.node.http2;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One request with its answer. One thread reads and one writes; everything waits for the peer where
 * it must.
 */
public final class Http2Stream {
  /** Heads that wait to be read: interim answers and the final one, or a request's only one. */
  private static final int MOST_HEADS = 16;

  /** Up to how many bytes pieces of a body that nobody has read yet are kept as one. */
  private static final int SMALL = 512;

  private final Http2Connection connection;
  private final Streams streams;
  private final int id;
  private final Deque<List<HeaderField>> heads = new ArrayDeque<>();
  private final Deque<byte[]> data = new ArrayDeque<>();
  private int offset;
  private List<HeaderField> trailers = List.of();
  private boolean dataSeen;
  private boolean ended;
  private boolean endSent;
  private Optional<ErrorCode> broken = Optional.empty();
  private long window;
  private long receivable = Http2Connection.WINDOW;
  private Duration patience = Duration.ofSeconds(75);
  private Runnable onBreak = () -> {};

  Http2Stream(Http2Connection connection, Streams streams, int id, long window) {
    this.connection = connection;
    this.streams = streams;
    this.id = id;
    this.window = window;
  }

  int id() {
    return id;
  }

  /** How long a read or write may wait for the peer. */
  public void patience(Duration limit) {
    patience = limit;
  }

  /** Names what is to be done, on a thread of its own, when the peer breaks the stream off. */
  public void onBreak(Runnable action) {
    streams.lock.lock();
    try {
      onBreak = action;
    } finally {
      streams.lock.unlock();
    }
  }

  /** The next head of the peer's message: the request's, or an answer's, interim ones included. */
  public List<HeaderField> readHead() throws IOException {
    streams.lock.lock();
    try {
      await(() -> !heads.isEmpty() || ended);
      if (heads.isEmpty()) {
        throw new IOException("the message ended before its head");
      }
      return heads.remove();
    } finally {
      streams.lock.unlock();
    }
  }

  /** Whether the peer's message has no body, as far as has come. */
  public boolean hasEnded() {
    streams.lock.lock();
    try {
      return ended && data.isEmpty();
    } finally {
      streams.lock.unlock();
    }
  }

  /** Some of the body; negative at its end, when {@link #trailers} are known. */
  public int read(byte[] target) throws IOException {
    int count;
    streams.lock.lock();
    try {
      await(() -> !data.isEmpty() || ended);
      if (data.isEmpty()) {
        return -1;
      }
      byte[] first = data.element();
      count = Math.min(target.length, first.length - offset);
      System.arraycopy(first, offset, target, 0, count);
      offset += count;
      if (offset == first.length) {
        data.remove();
        offset = 0;
      }
      receivable += count;
    } finally {
      streams.lock.unlock();
    }
    connection.writer.allow(id, count);
    return count;
  }

  /** What came behind the body. */
  public List<HeaderField> trailers() {
    streams.lock.lock();
    try {
      return trailers;
    } finally {
      streams.lock.unlock();
    }
  }

  /** How a message goes on after its head. */
  public enum Rest {
    /** With data, trailers or an end. */
    FOLLOWS,
    /** Not at all. */
    NONE
  }

  /** Sends a head: the request's, an interim or the final answer's. */
  public void writeHead(List<HeaderField> fields, Rest rest) throws IOException {
    requireSendable();
    connection.writer.head(id, fields, rest == Rest.NONE);
    if (rest == Rest.NONE) {
      sentEnd();
    }
  }

  /** Sends part of the body, as fast as the peer takes it. */
  public void write(byte[] bytes, int count) throws IOException {
    int from = 0;
    while (from < count) {
      int allowed = acquire(count - from);
      connection.writer.data(id, bytes, from, allowed);
      from += allowed;
    }
  }

  private int acquire(int wanted) throws IOException {
    streams.lock.lock();
    try {
      requireUnbroken();
      await(() -> window > 0 && streams.window > 0);
      long most = Math.min(window, streams.window);
      int allowed = (int) Math.min(Math.min(wanted, Frame.LARGEST), most);
      window -= allowed;
      streams.window -= allowed;
      return allowed;
    } finally {
      streams.lock.unlock();
    }
  }

  /** Ends the body. */
  public void end(List<HeaderField> last) throws IOException {
    requireSendable();
    if (last.isEmpty()) {
      connection.writer.end(id);
    } else {
      connection.writer.head(id, last, true);
    }
    sentEnd();
  }

  /**
   * Breaks it off, so that the peer cannot mistake it for an orderly end; nothing if it is over.
   */
  public void reset(ErrorCode code) {
    streams.lock.lock();
    try {
      if (broken.isPresent() || (ended && endSent)) {
        return;
      }
      broken = Optional.of(code);
      streams.changed.signalAll();
    } finally {
      streams.lock.unlock();
    }
    connection.writeReset(id, code);
    streams.forget(id);
  }

  private void sentEnd() {
    boolean over;
    streams.lock.lock();
    try {
      endSent = true;
      over = ended;
    } finally {
      streams.lock.unlock();
    }
    if (over) {
      streams.completed(id);
    }
  }

  private void requireSendable() throws IOException {
    streams.lock.lock();
    try {
      requireUnbroken();
    } finally {
      streams.lock.unlock();
    }
  }

  private void requireUnbroken() throws IOException {
    if (broken.isPresent()) {
      throw new IOException("the stream was broken off: " + broken.get());
    }
  }

  /** Waits, holding the lock, until something is so; what other streams do does not matter. */
  private void await(BooleanSupplier wanted) throws IOException {
    long left = patience.toNanos();
    while (!wanted.getAsBoolean()) {
      requireUnbroken();
      if (left <= 0) {
        throw new SocketTimeoutException("the peer did nothing for " + patience.toSeconds() + " s");
      }
      try {
        left = streams.changed.awaitNanos(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  // What the connection's reader tells; it holds the lock.

  /** A head or trailers came. */
  void received(List<HeaderField> fields) throws Http2Exception {
    if (dataSeen) {
      trailers = List.copyOf(fields);
    } else if (heads.size() < MOST_HEADS) {
      heads.add(fields);
    } else {
      throw new Http2Exception(
          ErrorCode.ENHANCE_YOUR_CALM, "more heads on stream " + id + " than anybody reads");
    }
  }

  /** A head whose message is a body's end: trailers without data are a head of their own. */
  void receivedLast(List<HeaderField> fields) {
    boolean pseudo = fields.stream().anyMatch(f -> f.name().startsWith(":"));
    if (pseudo) {
      heads.add(fields);
    } else {
      trailers = List.copyOf(fields);
    }
    receivedEnd();
  }

  void receivedData(byte[] bytes, int cost) throws Http2Exception {
    dataSeen = true;
    receivable -= cost;
    if (receivable < 0) {
      throw new Http2Exception(
          ErrorCode.FLOW_CONTROL_ERROR, "more data on stream " + id + " than was allowed");
    }
    if (bytes.length > 0 && !ended && broken.isEmpty()) {
      keep(bytes);
    }
  }

  /** Small pieces are joined: a peer that sends single bytes would take many times its window. */
  private void keep(byte[] bytes) {
    byte[] before = data.peekLast();
    if (before == null || before.length + bytes.length > SMALL) {
      data.add(bytes);
      return;
    }
    byte[] joined = Arrays.copyOf(before, before.length + bytes.length);
    System.arraycopy(bytes, 0, joined, before.length, bytes.length);
    data.removeLast();
    data.add(joined);
  }

  void receivedEnd() {
    ended = true;
  }

  boolean isOver() {
    return broken.isPresent() || (ended && endSent);
  }

  boolean hasReceivedEnd() {
    return ended;
  }

  void breakOff(ErrorCode code) {
    if (broken.isEmpty()) {
      broken = Optional.of(code);
      Thread.ofVirtual().start(onBreak);
    }
  }

  void widen(long by) throws Http2Exception {
    window += by;
    if (window > Integer.MAX_VALUE) {
      throw new Http2Exception(ErrorCode.FLOW_CONTROL_ERROR, "a window is too large");
    }
  }
}
