package dev.slipway.node;

import dev.slipway.container.Attachment;
import dev.slipway.container.Container;
import dev.slipway.container.ContainerState;
import dev.slipway.container.Containers;
import dev.slipway.container.Execution;
import dev.slipway.container.Exit;
import dev.slipway.container.OutputListener;
import dev.slipway.container.StandardInput;
import dev.slipway.container.TerminalMode;
import dev.slipway.container.network.Networks;
import dev.slipway.container.network.PodNetwork;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.NodeAgent;
import dev.slipway.manifest.KubeObject;
import dev.slipway.node.log.ContainerLog;
import dev.slipway.node.pod.Pods;
import dev.slipway.posix.NetworkNamespaces;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/** Answers the API server about containers of this node. */
final class Agent implements NodeAgent {
  private static final int CONNECT_MILLIS = 10_000;

  private final Pods pods;
  private final Containers containers;
  private final Networks networks;

  Agent(Pods pods, Containers containers, Networks networks) {
    this.networks = networks;
    this.pods = pods;
    this.containers = containers;
  }

  @Override
  public void logs(KubeObject pod, LogRequest request, OutputStream out) throws IOException {
    Optional<Container> container = pods.container(pod, request.container());
    if (container.isEmpty()) {
      throw badRequest(
          "container \"%s\" in pod \"%s\" is waiting to start: %s"
              .formatted(request.container(), pod.name(), waitingReason(pod, request)));
    }
    int attempt = Pods.attempt(container.get());
    boolean previous = request.run() == Run.PREVIOUS;
    Path file = pods.log(pod, request.container(), previous ? attempt - 1 : attempt);
    if (previous && (attempt == 0 || !Files.exists(file))) {
      throw badRequest(
          "previous terminated container \"%s\" in pod \"%s\" not found"
              .formatted(request.container(), pod.name()));
    }
    try {
      ContainerLog.write(
          file,
          request,
          out,
          () -> !previous && !(container.get().state() instanceof ContainerState.Exited));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the node is shutting down");
    }
  }

  @Override
  public Socket connect(KubeObject pod, int port) throws IOException {
    Optional<PodNetwork> network = networks.find(pod.uid());
    return network.isPresent()
        ? NetworkNamespaces.call(network.get().namespace(), () -> connect(port))
        : connect(port);
  }

  private static Socket connect(int port) throws IOException {
    var socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static String waitingReason(KubeObject pod, LogRequest request) {
    for (var status : pod.status().path("containerStatuses")) {
      if (status.path("name").asString("").equals(request.container())) {
        return status.path("state").path("waiting").path("reason").asString("ContainerCreating");
      }
    }
    return "ContainerCreating";
  }

  private static ApiException badRequest(String message) {
    return new ApiException(400, "BadRequest", message, Optional.empty());
  }

  private Container running(KubeObject pod, String name) {
    return pods.container(pod, name)
        .filter(c -> c.state() instanceof ContainerState.Running)
        .orElseThrow(
            () -> badRequest("container " + name + " of pod " + pod.name() + " is not running"));
  }

  @Override
  public ExecResult exec(KubeObject pod, ExecRequest request, ExecStreams streams)
      throws IOException {
    Container container = running(pod, request.container());
    TerminalMode mode =
        request.terminal() == Terminal.ALLOCATE ? TerminalMode.TERMINAL : TerminalMode.PIPES;
    var broken = new AtomicBoolean();
    Execution execution =
        containers.exec(container, request.command(), mode, copyTo(streams, broken));
    streams.resizes().subscribe(execution::resize);
    streams.stdin().ifPresentOrElse(in -> feed(in, execution.input()), () -> closeInput(execution));
    try {
      Exit exit = execution.await();
      return exit.cause() == Exit.Cause.NOT_STARTED
          ? new ExecResult.Failed(
              "exec failed: " + String.join(" ", request.command()) + " cannot be started")
          : new ExecResult.Exited(exit.code());
    } catch (InterruptedException e) {
      execution.cancel();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the node is shutting down");
    }
  }

  private static OutputListener copyTo(ExecStreams streams, AtomicBoolean broken) {
    return (stream, bytes) -> {
      try {
        OutputStream out =
            stream == OutputListener.Stream.STDERR ? streams.stderr() : streams.stdout();
        out.write(bytes);
        out.flush();
      } catch (IOException e) {
        if (broken.compareAndSet(false, true)) {
          throw new UncheckedIOException("the client has gone", e);
        }
      }
    };
  }

  private static void feed(InputStream in, OutputStream to) {
    Thread.ofVirtual()
        .start(() -> {
          try (OutputStream input = to) {
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
              input.write(buffer, 0, n);
              input.flush();
            }
          } catch (IOException e) {
            // The client or the process has gone; the exit code tells which mattered.
          }
        });
  }

  private static void closeInput(Execution execution) {
    try {
      execution.input().close();
    } catch (IOException e) {
      // It has ended already.
    }
  }

  /**
   * Connects to the main process until it ends. Who attaches to one that reads from a single client
   * sees what it has printed so far; others see what it prints from now on.
   */
  @Override
  public ExecResult attach(KubeObject pod, ExecRequest request, ExecStreams streams)
      throws IOException {
    Container container = running(pod, request.container());
    StandardInput input = Pods.input(pod, request.container());
    if (streams.stdin().isPresent() && input == StandardInput.NONE) {
      return new ExecResult.Failed(
          "container %s reads no standard input: set stdin in its specification, attach without -i,"
                  .formatted(request.container())
              + " or use exec");
    }
    try (var closing = new Attached(streams)) {
      closing.connect(containers, container);
      follow(pod, container, request, streams, input);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the node is shutting down");
    }
    return new ExecResult.Exited(0);
  }

  private void follow(
      KubeObject pod,
      Container container,
      ExecRequest request,
      ExecStreams streams,
      StandardInput input)
      throws IOException, InterruptedException {
    boolean first = streams.stdin().isPresent() && input == StandardInput.ONCE;
    var log =
        new LogRequest(
            request.container(),
            Follow.FOLLOW,
            Run.CURRENT,
            LineTimes.OMIT,
            first ? OptionalLong.empty() : OptionalLong.of(0),
            Optional.empty(),
            OptionalLong.empty());
    Path file = pods.log(pod, request.container(), Pods.attempt(container));
    ContainerLog.writeAtOnce(
        file, log, streams.stdout(), () -> !(container.state() instanceof ContainerState.Exited));
  }

  /** The client's input, on its way to a main process. */
  private static final class Attached implements AutoCloseable {
    private final ExecStreams streams;
    private Optional<Attachment> attachment = Optional.empty();

    Attached(ExecStreams streams) {
      this.streams = streams;
    }

    void connect(Containers containers, Container container) throws IOException {
      if (streams.stdin().isPresent()) {
        Attachment opened = containers.attach(container);
        attachment = Optional.of(opened);
        streams.resizes().subscribe((columns, rows) -> resize(opened, columns, rows));
        Agent.feed(streams.stdin().get(), opened.input());
      }
    }

    private static void resize(Attachment attachment, int columns, int rows) {
      try {
        attachment.resize(columns, rows);
      } catch (IOException e) {
        throw new UncheckedIOException("the terminal cannot be resized", e);
      }
    }

    @Override
    public void close() throws IOException {
      if (attachment.isPresent()) {
        attachment.get().close();
      }
    }
  }
}
