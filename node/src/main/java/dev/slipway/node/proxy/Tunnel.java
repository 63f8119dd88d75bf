package dev.slipway.node.proxy;

import dev.slipway.http.message.Wire;
import java.io.IOException;
import java.io.OutputStream;

/** Carries bytes both ways between two connections until both have ended. */
final class Tunnel {
  private static final int BUFFER = 32 << 10;

  private Tunnel() {}

  static void run(Wire one, Wire other, Traffic.Lease lease) throws InterruptedException {
    Thread back = Thread.ofVirtual().start(() -> pump(other, one, lease));
    pump(one, other, lease);
    back.join();
    one.close();
    other.close();
  }

  private static void pump(Wire from, Wire to, Traffic.Lease lease) {
    byte[] buffer = new byte[BUFFER];
    try {
      OutputStream out = to.out();
      for (int n = from.read(buffer, 0, BUFFER); n >= 0; n = from.read(buffer, 0, BUFFER)) {
        lease.touch();
        out.write(buffer, 0, n);
      }
      to.endOutput();
    } catch (IOException e) {
      // One side broke off: so must the other, and visibly.
      from.reset();
      to.reset();
    }
  }
}
