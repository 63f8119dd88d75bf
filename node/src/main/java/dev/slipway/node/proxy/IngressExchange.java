package dev.slipway.node.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.node.proxy.Bodies.Output;
import dev.slipway.node.proxy.Traffic.Lease;
import dev.slipway.node.proxy.Traffic.Use;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One request of a client and its answer from a pod.
 *
 * <p>A request is sent again, to another pod, only when that cannot do anything twice: the pod
 * never accepted the connection, or the method is idempotent, the request has no body and not a
 * byte of an answer came.
 */
final class IngressExchange {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int ATTEMPTS = 4;

  /** What becomes of the client's connection. */
  enum Next {
    KEEP,
    CLOSE
  }

  /** How one attempt ended. */
  private sealed interface Attempt {
    /** The client has its answer. */
    record Answered(Next next) implements Attempt {}

    /** Nothing was answered, and another pod may be asked. */
    record Unanswered(String why) implements Attempt {}

    /** Nothing was answered, and asking again could do something twice. */
    record Lost(int status, String why) implements Attempt {}
  }

  private final Wire client;
  private final RequestHead request;
  private final Framing framing;
  private final Upstreams upstreams;
  private final Traffic traffic;
  private final ConnectionPool pool;

  /** What stopped the request's body, if anything did. */
  private final AtomicReference<Optional<Exception>> upload =
      new AtomicReference<>(Optional.empty());

  private boolean bodyBegun;

  IngressExchange(
      Wire client,
      RequestHead request,
      Framing framing,
      Upstreams upstreams,
      Traffic traffic,
      ConnectionPool pool) {
    this.client = client;
    this.request = request;
    this.framing = framing;
    this.upstreams = upstreams;
    this.traffic = traffic;
    this.pool = pool;
  }

  /** Answers the request one way or another. */
  Next run() throws IOException, InterruptedException {
    return switch (upstreams.route(request.host(), request.path())) {
      case Upstreams.Choice.To(Upstreams.Route route) -> run(route);
      case Upstreams.Choice.NoRule _ ->
          refuse(404, "no Ingress has a rule for " + request.host() + request.path());
      case Upstreams.Choice.NoService(String what) -> refuse(503, what);
    };
  }

  private Next run(Upstreams.Route route) throws IOException, InterruptedException {
    Set<Backend> tried = Backends.untried();
    String why = "Service " + route.service() + " has no ready pod";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Backend> backend = upstreams.next(route, tried);
      if (backend.isEmpty()) {
        break;
      }
      tried.add(backend.get());
      switch (attempt(backend.get())) {
        case Attempt.Answered(Next next) -> {
          return next;
        }
        case Attempt.Unanswered(String reason) -> why = reason;
        case Attempt.Lost(int status, String reason) -> {
          return refuse(status, reason);
        }
      }
    }
    return refuse(tried.isEmpty() ? 503 : 502, why);
  }

  private Attempt attempt(Backend backend) throws IOException, InterruptedException {
    Use use = request.isUpgrade() ? Use.CONNECTION : Use.EXCHANGE;
    Optional<Lease> lease = traffic.begin(backend.address(), use, client::close);
    if (lease.isEmpty()) {
      return new Attempt.Unanswered("pod " + backend + " is terminating");
    }
    try (Lease held = lease.get()) {
      Wire pod;
      try {
        pod = connect(backend);
      } catch (IOException e) {
        return new Attempt.Unanswered("pod " + backend + " does not accept: " + e.getMessage());
      }
      return exchange(backend, pod, held);
    }
  }

  /** Requests that must not be sent twice get a connection that cannot have gone stale. */
  private Wire connect(Backend backend) throws IOException {
    Optional<Wire> idle = isRepeatable() ? pool.take(backend) : Optional.empty();
    return idle.isPresent() ? idle.get() : Wire.connect(backend.socketAddress(), CONNECT);
  }

  private boolean isRepeatable() {
    return request.isIdempotent() && framing instanceof Framing.None && !request.isUpgrade();
  }

  private Attempt exchange(Backend backend, Wire pod, Lease lease)
      throws IOException, InterruptedException {
    ResponseHead response;
    try {
      pod.readTimeout(ANSWER);
      pod.out().write(requestBytes());
      Optional<Thread> sender = sendBody(pod);
      response = readFinalHead(pod);
      return answer(backend, pod, response, sender, lease);
    } catch (UnansweredException e) {
      pod.reset();
      return unanswered(backend, e);
    }
  }

  /** Not a byte of a final answer came. */
  private static final class UnansweredException extends Exception {
    UnansweredException(Exception cause) {
      super(cause.getMessage(), cause);
    }
  }

  private Attempt unanswered(Backend backend, UnansweredException e) {
    if (upload.get().orElse(null) instanceof HttpProblem problem) {
      return new Attempt.Lost(problem.status(), problem.reason());
    }
    if (e.getCause() instanceof SocketTimeoutException) {
      return new Attempt.Lost(504, "pod " + backend + " did not answer within 60 s");
    }
    String why = "pod " + backend + " broke off before it answered: " + e.getMessage();
    return isRepeatable() && !(e.getCause() instanceof HttpProblem)
        ? new Attempt.Unanswered(why)
        : new Attempt.Lost(502, why);
  }

  private byte[] requestBytes() {
    var peer = (InetSocketAddress) client.socket().getRemoteSocketAddress();
    var local = (InetSocketAddress) client.socket().getLocalSocketAddress();
    String from = peer.getAddress().getHostAddress();
    Fields fields = request.fields().endToEnd();
    if (!fields.has("Host")) {
      fields = fields.with("Host", request.host());
    }
    // A client outside must not be able to speak for somebody else: its own claims are replaced.
    fields =
        fields
            .without("Forwarded")
            .replacing("X-Forwarded-For", from)
            .replacing("X-Forwarded-Host", request.fields().first("Host").orElse(request.host()))
            .replacing("X-Forwarded-Port", String.valueOf(local.getPort()))
            .replacing("X-Forwarded-Proto", client.scheme())
            .replacing("X-Real-IP", from);
    if (framing instanceof Framing.Chunked) {
      fields = fields.with("Transfer-Encoding", "chunked");
    }
    if (request.isUpgrade()) {
      fields =
          fields
              .with("Connection", "Upgrade")
              .with("Upgrade", request.fields().first("Upgrade").orElse(""));
    }
    return fields.write(request.method() + " " + request.originForm() + " HTTP/1.1");
  }

  /** The body travels while the pod may already answer. */
  private Optional<Thread> sendBody(Wire pod) {
    if (framing instanceof Framing.None) {
      return Optional.empty();
    }
    bodyBegun = true;
    Output output = framing instanceof Framing.Chunked ? Output.CHUNKED : Output.PLAIN;
    return Optional.of(
        Thread.ofVirtual()
            .start(() -> {
              try {
                Bodies.copy(framing, client, pod.out(), output);
              } catch (IOException | HttpProblem e) {
                upload.set(Optional.of(e));
                if (e instanceof HttpProblem) {
                  pod.reset();
                }
              }
            }));
  }

  private ResponseHead readFinalHead(Wire pod) throws IOException, UnansweredException {
    while (true) {
      ResponseHead head;
      try {
        Optional<byte[]> bytes = pod.readHead();
        if (bytes.isEmpty()) {
          throw new UnansweredException(new IOException("it closed the connection"));
        }
        head = ResponseHead.parse(bytes.get());
      } catch (IOException | HttpProblem e) {
        throw new UnansweredException(e);
      }
      if (!head.isInterim()) {
        return head;
      }
      if (request.version().equals("HTTP/1.1")) {
        client.out().write(head.fields().endToEnd().write(head.startLine()));
      }
    }
  }

  private Attempt answer(
      Backend backend, Wire pod, ResponseHead response, Optional<Thread> sender, Lease lease)
      throws IOException, InterruptedException, UnansweredException {
    if (response.status() == 101) {
      return upgrade(pod, response, lease);
    }
    Framing body;
    try {
      body = Framing.ofResponse(request.method(), response.status(), response.fields());
    } catch (HttpProblem e) {
      throw new UnansweredException(e);
    }
    boolean modern = request.version().equals("HTTP/1.1");
    boolean delimited = modern || body instanceof Framing.None || body instanceof Framing.Length;
    Output output =
        modern && (body instanceof Framing.Chunked || body instanceof Framing.UntilClose)
            ? Output.CHUNKED
            : Output.PLAIN;
    // An answer before the end of the body leaves the rest of it on the connection.
    boolean bodySent = sender.isEmpty() || (!sender.get().isAlive() && upload.get().isEmpty());
    boolean keep = request.keepsAlive() && delimited && bodySent;
    try {
      client.out().write(responseBytes(response, output, keep));
      Bodies.copy(body, pod, client.out(), output);
    } catch (IOException | HttpProblem e) {
      // Part of the answer is out: only a broken connection tells the client that it is not whole.
      pod.reset();
      client.reset();
      return new Attempt.Answered(Next.CLOSE);
    }
    finish(backend, pod, response, body, bodySent);
    return new Attempt.Answered(keep ? Next.KEEP : Next.CLOSE);
  }

  private void finish(
      Backend backend, Wire pod, ResponseHead response, Framing body, boolean bodySent) {
    boolean reusable =
        response.keepsAlive()
            && bodySent
            && !(body instanceof Framing.UntilClose)
            && !pod.hasBuffered()
            && !traffic.isDraining(backend.address());
    if (reusable) {
      pool.give(backend, pod);
    } else {
      pod.close();
    }
  }

  private byte[] responseBytes(ResponseHead response, Output output, boolean keep) {
    Fields fields = response.fields().endToEnd();
    if (output == Output.CHUNKED) {
      fields = fields.without("Content-Length").with("Transfer-Encoding", "chunked");
    }
    if (!keep) {
      fields = fields.with("Connection", "close");
    } else if (request.version().equals("HTTP/1.0")) {
      fields = fields.with("Connection", "keep-alive");
    }
    return fields.write(response.startLine());
  }

  private Attempt upgrade(Wire pod, ResponseHead response, Lease lease)
      throws IOException, InterruptedException {
    if (!request.isUpgrade()) {
      pod.reset();
      return new Attempt.Lost(502, "the pod switched protocols without being asked");
    }
    Fields fields =
        response
            .fields()
            .endToEnd()
            .with("Connection", "Upgrade")
            .with("Upgrade", response.fields().first("Upgrade").orElse(""));
    client.out().write(fields.write(response.startLine()));
    client.readTimeout(Duration.ZERO);
    pod.readTimeout(Duration.ZERO);
    lease.touch();
    Tunnel.run(client, pod, lease);
    return new Attempt.Answered(Next.CLOSE);
  }

  /** Answers for the pod. */
  private Next refuse(int status, String why) throws IOException {
    boolean keep = !bodyBegun && framing instanceof Framing.None && request.keepsAlive();
    write(client.out(), status, why, keep ? Next.KEEP : Next.CLOSE, request.method());
    return keep ? Next.KEEP : Next.CLOSE;
  }

  /** Writes a page that says what is wrong. */
  static void write(OutputStream out, int status, String why, Next next, String method)
      throws IOException {
    byte[] page = ReasonPage.html(status, why).getBytes(UTF_8);
    Fields fields =
        Fields.EMPTY
            .with("Content-Type", "text/html; charset=utf-8")
            .with("Content-Length", String.valueOf(page.length))
            .with("Cache-Control", "no-store");
    if (next == Next.CLOSE) {
      fields = fields.with("Connection", "close");
    }
    out.write(fields.write("HTTP/1.1 " + status + " " + ReasonPage.phrase(status)));
    if (!method.equals("HEAD")) {
      out.write(page);
    }
    out.flush();
  }
}
