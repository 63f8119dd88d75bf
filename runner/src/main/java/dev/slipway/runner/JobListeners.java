package dev.slipway.runner;

import java.nio.channels.ServerSocketChannel;
import java.util.List;

/**
 * The process's listeners that a job reaches on its own 127.0.0.1, under the ports they have
 * outside.
 */
public interface JobListeners {
  List<JobListener> all();

  /**
   * One of them.
   *
   * @param port where the job finds it
   * @param service answers what connects
   */
  record JobListener(int port, Service service) {}

  /** Serves a socket that was opened inside a job's network. */
  @FunctionalInterface
  interface Service {
    /** Starts to accept; closing ends that and closes the socket. */
    Serving serve(ServerSocketChannel socket);
  }

  /** Something being served. */
  interface Serving extends AutoCloseable {
    @Override
    void close();
  }

  /** No listeners: the job reaches nothing of this machine. */
  static JobListeners none() {
    return List::of;
  }
}
