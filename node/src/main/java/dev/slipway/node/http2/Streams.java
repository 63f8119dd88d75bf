package dev.slipway.node.http2;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The open streams of a connection, with the lock under which all of them change, and what may be
 * sent on all together.
 */
final class Streams {
  /** How many may be open at a time. */
  static final int MOST = 128;

  /** How many more may have been broken off than were brought to their end. */
  private static final int MOST_RESETS = 500;

  final ReentrantLock lock = new ReentrantLock();
  final Condition changed = lock.newCondition();

  /** What may be sent on all streams together. */
  long window = Http2Connection.WINDOW;

  private final Http2Connection connection;
  private final Map<Integer, Http2Stream> open = new HashMap<>();
  private long streamWindow = Http2Connection.WINDOW;
  private int last;
  private int resets;
  private boolean over;
  private boolean finishing;

  Streams(Http2Connection connection) {
    this.connection = connection;
  }

  /** What a head that came is. */
  sealed interface Arrival {
    /** That of a request. */
    record Begun(Http2Stream stream) implements Arrival {}

    /** That of a request beyond those that may be open, or after the farewell. */
    record TooMany() implements Arrival {}

    /** A further one of a stream, or one that nobody waits for any more. */
    record Known() implements Arrival {}
  }

  /** A stream with the next number of this side. */
  Http2Stream open() throws IOException {
    lock.lock();
    try {
      if (over) {
        throw new IOException("the connection has ended");
      }
      last = last == 0 ? 1 : last + 2;
      var stream = new Http2Stream(connection, this, last, streamWindow);
      open.put(last, stream);
      return stream;
    } finally {
      lock.unlock();
    }
  }

  /** The last that was begun. */
  int last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  /** Takes none that the peer begins from now on; the last one taken. */
  int finish() {
    lock.lock();
    try {
      finishing = true;
      return last;
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return open.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Breaks off what is under way. */
  void end() {
    lock.lock();
    try {
      over = true;
      open.values().forEach(s -> s.breakOff(ErrorCode.CANCEL));
      open.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * A head came.
   *
   * @param begins whether the peer may begin streams
   * @param ends whether nothing comes behind it
   */
  Arrival head(int id, List<HeaderField> fields, boolean begins, boolean ends)
      throws Http2Exception {
    lock.lock();
    try {
      Http2Stream known = open.get(id);
      if (known != null) {
        requireOpen(known);
        tell(known, fields, ends);
        return new Arrival.Known();
      }
      if (!begins || id <= last) {
        return new Arrival.Known(); // of a stream that was broken off here
      }
      if (id % 2 == 0) {
        throw new Http2Exception(ErrorCode.PROTOCOL_ERROR, "a client's stream has an even number");
      }
      last = id;
      if (finishing || open.size() >= MOST) {
        return new Arrival.TooMany();
      }
      var stream = new Http2Stream(connection, this, id, streamWindow);
      tell(stream, fields, ends);
      open.put(id, stream);
      return new Arrival.Begun(stream);
    } finally {
      lock.unlock();
    }
  }

  private void tell(Http2Stream stream, List<HeaderField> fields, boolean ends)
      throws Http2Exception {
    if (ends) {
      stream.receivedLast(fields);
      dropIfOver(stream);
    } else {
      stream.received(fields);
    }
    changed.signalAll();
  }

  /** Part of a body came, or its end. */
  void data(int id, byte[] content, boolean ends) throws Http2Exception {
    lock.lock();
    try {
      Http2Stream stream = open.get(id);
      if (stream == null && (id == 0 || id > last)) {
        throw new Http2Exception(ErrorCode.PROTOCOL_ERROR, "data on no stream");
      }
      if (stream != null) {
        requireOpen(stream);
        stream.receivedData(content, content.length);
        if (ends) {
          stream.receivedEnd();
          dropIfOver(stream);
        }
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private static void requireOpen(Http2Stream stream) throws Http2Exception {
    if (stream.hasReceivedEnd()) {
      throw new Http2Exception(
          ErrorCode.STREAM_CLOSED, "stream " + stream.id() + " had ended already");
    }
  }

  private void dropIfOver(Http2Stream stream) {
    if (stream.isOver()) {
      completed(stream.id());
    }
  }

  /** One that both sides brought to its end; clients that also do that may break off more. */
  void completed(int id) {
    lock.lock();
    try {
      open.remove(id);
      resets = Math.max(0, resets - 1);
    } finally {
      lock.unlock();
    }
  }

  /** One that was broken off here. */
  void forget(int id) {
    lock.lock();
    try {
      open.remove(id);
    } finally {
      lock.unlock();
    }
  }

  /** The peer broke one off; false when it has done so too often. */
  boolean reset(int id, ErrorCode code) {
    lock.lock();
    try {
      Http2Stream stream = open.remove(id);
      if (stream != null) {
        stream.breakOff(code);
        changed.signalAll();
        resets++;
      }
      return resets <= MOST_RESETS;
    } finally {
      lock.unlock();
    }
  }

  /** What may be sent on each stream at its beginning. */
  void initialWindow(long value) throws Http2Exception {
    if (value > Integer.MAX_VALUE) {
      throw new Http2Exception(ErrorCode.FLOW_CONTROL_ERROR, "a window is too large");
    }
    lock.lock();
    try {
      for (Http2Stream stream : open.values()) {
        stream.widen(value - streamWindow);
      }
      streamWindow = value;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * More may be sent.
   *
   * @param id of a stream; 0 for all together
   */
  void widen(int id, int by) throws Http2Exception {
    lock.lock();
    try {
      if (id == 0) {
        window += by;
        if (window > Integer.MAX_VALUE) {
          throw new Http2Exception(ErrorCode.FLOW_CONTROL_ERROR, "a window is too large");
        }
      } else {
        Http2Stream stream = open.get(id);
        if (stream != null) {
          stream.widen(by);
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The peer takes no more, and will not answer those behind this one. */
  void answeredUpTo(int answered) {
    lock.lock();
    try {
      over = true;
      open.forEach((id, stream) -> {
        if (id > answered) {
          stream.breakOff(ErrorCode.REFUSED_STREAM);
        }
      });
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
