package dev.slipway.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has been opened, closed in the opposite order; one failure does not keep the others open.
 */
final class Closing implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Closing.class.getName());

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  synchronized <T extends AutoCloseable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  @Override
  public synchronized void close() {
    while (!opened.isEmpty()) {
      var resource = opened.pop();
      try {
        resource.close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, "could not close " + resource.getClass().getSimpleName(), e);
      }
    }
  }
}
