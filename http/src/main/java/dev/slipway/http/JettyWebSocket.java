package dev.slipway.http;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection between Jetty's callbacks and a blocking handler.
 *
 * <p>Public only because Jetty looks its methods up by reflection. Backpressure: the next message
 * is demanded only when the handler has taken the last one.
 */
public final class JettyWebSocket implements Session.Listener, WebSocketHandler.Connection {
  private static final Logger LOG = System.getLogger(JettyWebSocket.class.getName());

  private final WebSocketHandler handler;
  private final BlockingQueue<Optional<byte[]>> messages = new LinkedBlockingQueue<>();
  private volatile @Nullable Session session;
  private volatile boolean ended;

  JettyWebSocket(WebSocketHandler handler) {
    this.handler = handler;
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    Thread.ofVirtual().name("websocket").start(this::serve);
  }

  private void serve() {
    try {
      handler.serve(this);
      close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "WebSocket ended early", e);
      open().disconnect();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "WebSocket handler failed", e);
      open().close(1011, "internal error", Callback.NOOP);
    }
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    byte[] message = new byte[payload.remaining()];
    payload.get(message);
    messages.add(Optional.of(message));
    callback.succeed();
  }

  @Override
  public void onWebSocketText(String message) {
    messages.add(Optional.of(message.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void onWebSocketClose(int statusCode, String reason, Callback callback) {
    end();
    callback.succeed();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    LOG.log(Level.DEBUG, "WebSocket error", cause);
    end();
  }

  private void end() {
    ended = true;
    messages.add(Optional.empty());
  }

  @Override
  public Optional<byte[]> receive() throws IOException {
    if (!ended || !messages.isEmpty()) {
      open().demand();
    }
    try {
      var message = messages.take();
      if (message.isEmpty()) {
        messages.add(message);
      }
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a message", e);
    }
  }

  @Override
  public void send(byte[] message) throws IOException {
    var sent = new Callback.Completable();
    open().sendBinary(ByteBuffer.wrap(message), sent);
    try {
      sent.get();
    } catch (ExecutionException e) {
      throw new IOException("the WebSocket peer is gone", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while sending", e);
    }
  }

  @Override
  public void close() {
    open().close(1000, "", Callback.NOOP);
  }

  private Session open() {
    var opened = session;
    if (opened == null) {
      throw new IllegalStateException("the WebSocket is not open yet");
    }
    return opened;
  }
}
