package dev.slipway.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;

/** A connection after its upgrade, between Jetty's callbacks and a blocking handler. */
final class JettyUpgrade extends AbstractConnection implements Connection.UpgradeTo {
  private static final Logger LOG = System.getLogger(JettyUpgrade.class.getName());
  private static final int BUFFER = 32 << 10;

  private final StreamHandler handler;
  private ByteBuffer early = ByteBuffer.allocate(0);

  JettyUpgrade(EndPoint endPoint, Executor executor, StreamHandler handler) {
    super(endPoint, executor);
    this.handler = handler;
  }

  /** What came behind the request already belongs to the new protocol. */
  @Override
  public void onUpgradeTo(ByteBuffer buffer) {
    early = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
  }

  @Override
  public void onOpen() {
    super.onOpen();
    Thread.ofVirtual().name("upgraded").start(this::serve);
  }

  private void serve() {
    try {
      handler.serve(new Input(), new Output());
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "an upgraded connection ended early", e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the handler of an upgraded connection failed", e);
    } finally {
      close();
    }
  }

  @Override
  public void onFillable() {
    // the handler's own thread reads
  }

  private static void await(CompletableFuture<?> done) throws IOException {
    try {
      done.get();
    } catch (ExecutionException e) {
      throw new IOException("the peer is gone", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private final class Input extends InputStream {
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      ByteBuffer from = early.hasRemaining() ? early : buffer;
      while (!from.hasRemaining()) {
        buffer.clear().limit(0);
        int n = getEndPoint().fill(buffer);
        if (n < 0) {
          return -1;
        }
        if (n == 0) {
          var ready = new Callback.Completable();
          getEndPoint().fillInterested(ready);
          await(ready);
        }
      }
      int n = Math.min(length, from.remaining());
      from.get(target, offset, n);
      return n;
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      var sent = new Callback.Completable();
      getEndPoint().write(sent, ByteBuffer.wrap(bytes, offset, length));
      await(sent);
    }
  }
}
