package dev.slipway.kubernetes;

import dev.slipway.manifest.KubeObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the API server needs from the node that runs a pod's containers.
 *
 * <p>Methods block until the stream ends and throw {@link ApiException} before writing anything
 * when the container is not in a state for it (400 for a container that has not started).
 */
public interface NodeAgent {

  /** Writes the container's log; with {@link Follow#FOLLOW} until it ends or {@code out} breaks. */
  void logs(KubeObject pod, LogRequest request, OutputStream out) throws IOException;

  /** Runs a command in the container. */
  ExecResult exec(KubeObject pod, ExecRequest request, ExecStreams streams) throws IOException;

  /** Connects to the container's main process. */
  ExecResult attach(KubeObject pod, ExecRequest request, ExecStreams streams) throws IOException;

  /**
   * Connects to a port of the pod, on its own loopback interface; the caller closes the connection.
   *
   * @throws IOException when nothing accepts it
   */
  Socket connect(KubeObject pod, int port) throws IOException;

  /** Whether a log goes on as it grows. */
  enum Follow {
    ONCE,
    FOLLOW
  }

  /** Which run of a container. */
  enum Run {
    CURRENT,
    /** The one before the last restart. */
    PREVIOUS
  }

  /** Whether each log line starts with its time. */
  enum LineTimes {
    OMIT,
    PREFIX
  }

  /** Whether a process has a terminal. */
  enum Terminal {
    NONE,
    ALLOCATE
  }

  /**
   * What to read of a log.
   *
   * @param tailLines only that many last lines
   * @param since only lines from then on
   * @param limitBytes stop after so many bytes
   */
  record LogRequest(
      String container,
      Follow follow,
      Run run,
      LineTimes times,
      OptionalLong tailLines,
      Optional<Instant> since,
      OptionalLong limitBytes) {}

  /**
   * What to run.
   *
   * @param command the argument list; empty for attach
   */
  record ExecRequest(String container, List<String> command, Terminal terminal) {
    public ExecRequest {
      command = List.copyOf(command);
    }
  }

  /**
   * The client's side of a process.
   *
   * @param stdin empty when the client sends none
   * @param stderr not used with a terminal
   */
  record ExecStreams(
      Optional<InputStream> stdin, OutputStream stdout, OutputStream stderr, Resizes resizes) {}

  /** Hands over terminal sizes as the client's window changes. */
  interface Resizes {
    /** Calls {@code listener} with the current size, when known, and with each change. */
    void subscribe(Listener listener);

    /** Receives sizes in characters. */
    @FunctionalInterface
    interface Listener {
      void resized(int columns, int rows);
    }
  }

  /** How a process ended. */
  sealed interface ExecResult {
    /** It ran and ended with this code. */
    record Exited(int code) implements ExecResult {}

    /** It could not be run. */
    record Failed(String message) implements ExecResult {}
  }
}
