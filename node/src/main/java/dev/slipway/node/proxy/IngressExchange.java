package dev.slipway.node.proxy;

import dev.slipway.http.message.Bodies;
import dev.slipway.http.message.Fields;
import dev.slipway.http.message.Framing;
import dev.slipway.http.message.HttpProblem;
import dev.slipway.http.message.ResponseHead;
import dev.slipway.http.message.Sink;
import dev.slipway.http.message.Wire;
import dev.slipway.node.proxy.AccessStatistics.Outcome;
import dev.slipway.node.proxy.Admission.Verdict;
import dev.slipway.node.proxy.Traffic.Lease;
import dev.slipway.node.proxy.Traffic.Use;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One request of a client and its answer from a pod.
 *
 * <p>A request is sent again, to another pod, only when that cannot do anything twice: the pod
 * never accepted the connection, or the method is idempotent, the request has no body and not a
 * byte of an answer came.
 */
final class IngressExchange {
  private static final int ATTEMPTS = 4;

  /** What nginx notes for it; nobody is there to see it as an answer. */
  private static final int CLIENT_LEFT = 499;

  /** What becomes of the client's connection. */
  enum Next {
    KEEP,
    CLOSE,
    /** Closed when the client has sent what it is sending: it might miss its answer otherwise. */
    CLOSE_LATER
  }

  /** How one attempt ended. */
  private sealed interface Attempt {
    /** The client has its answer. */
    record Answered(int status, Next next) implements Attempt {}

    /** Nothing was answered, and another pod may be asked. */
    record Unanswered(String why) implements Attempt {}

    /** Nothing was answered, and asking again could do something twice. */
    record Lost(int status, Outcome outcome, String why) implements Attempt {}
  }

  private final Client client;
  private final RequestHead request;
  private final Framing framing;
  private final Upstreams upstreams;
  private final Traffic traffic;
  private final ConnectionPool pool;
  private final AccessStatistics statistics;

  /** What stopped the request's body, if anything did. */
  private final AtomicReference<Optional<Exception>> upload =
      new AtomicReference<>(Optional.empty());

  /** Whether the pod that is asked must hear when the client leaves; false once it has. */
  private AtomicBoolean awaited = new AtomicBoolean();

  IngressExchange(
      Client client,
      RequestHead request,
      Framing framing,
      Upstreams upstreams,
      Traffic traffic,
      ConnectionPool pool,
      AccessStatistics statistics) {
    this.client = client;
    this.request = request;
    this.framing = framing;
    this.upstreams = upstreams;
    this.traffic = traffic;
    this.pool = pool;
    this.statistics = statistics;
  }

  /** Answers the request one way or another. */
  Next run() throws IOException, InterruptedException {
    return switch (upstreams.route(request)) {
      case Upstreams.Choice.To(Upstreams.Route route) -> run(route);
      case Upstreams.Choice.NoRule _ ->
          refuse(404, "no Ingress has a rule for " + request.host() + request.path());
      case Upstreams.Choice.NoService(String what) -> refuse(503, what);
    };
  }

  private Next run(Upstreams.Route route) throws IOException, InterruptedException {
    Admission admission = route.terms().admission();
    return switch (admission.judge(request, client.scheme(), client.peer().getAddress())) {
      case Verdict.Pass _ -> ask(route);
      case Verdict.Refused(int status, String why) -> refuse(status, why);
      case Verdict.Answered(ResponseHead head) -> {
        Next next = afterRefusal();
        client.answer(head, new Framing.None(), next).end(List.of());
        yield next;
      }
    };
  }

  private Next ask(Upstreams.Route route) throws IOException, InterruptedException {
    if (framing instanceof Framing.Length(long bytes) && bytes > route.terms().largestBody()) {
      return refuse(413, LimitedBody.tooLarge().reason());
    }
    Set<Backend> tried = Backends.untried();
    String why = "Service " + route.service() + " has no ready pod";
    Optional<Backend> silent = Optional.empty();
    long begin = System.nanoTime();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Backend> backend = upstreams.next(route, tried);
      if (backend.isEmpty()) {
        break;
      }
      silent.ifPresent(before -> statistics.retried(route.service(), before));
      tried.add(backend.get());
      begin = System.nanoTime();
      switch (attempt(backend.get(), route)) {
        case Attempt.Answered(int status, Next next) -> {
          note(route, backend.get(), Outcome.ofAnswer(status), begin);
          return next;
        }
        case Attempt.Unanswered(String reason) -> {
          why = reason;
          silent = backend;
        }
        case Attempt.Lost(int status, Outcome outcome, String reason) -> {
          note(route, backend.get(), outcome, begin);
          return refuse(status, reason);
        }
      }
    }
    if (silent.isPresent()) {
      note(route, silent.get(), Outcome.UNANSWERED, begin);
    }
    return refuse(tried.isEmpty() ? 503 : 502, why);
  }

  private void note(Upstreams.Route route, Backend backend, Outcome outcome, long begin) {
    statistics.ended(
        route.service(), backend, outcome, Duration.ofNanos(System.nanoTime() - begin));
  }

  private Attempt attempt(Backend backend, Upstreams.Route route)
      throws IOException, InterruptedException {
    Optional<Lease> lease = traffic.begin(backend.address(), Use.EXCHANGE);
    if (lease.isEmpty()) {
      return new Attempt.Unanswered("pod " + backend + " is terminating");
    }
    try (Lease held = lease.get()) {
      Pod pod;
      try {
        pod = connect(backend, route);
      } catch (IOException e) {
        return new Attempt.Unanswered("pod " + backend + " does not accept: " + e.getMessage());
      }
      return exchange(backend, pod, held, route);
    }
  }

  /** Requests that must not be sent twice get a connection that cannot have gone stale. */
  private Pod connect(Backend backend, Upstreams.Route route) throws IOException {
    Duration within = route.terms().connecting();
    if (route.protocol() == Upstreams.Protocol.HTTP2 && !request.isUpgrade()) {
      return Http2Pod.connect(Wire.connect(backend.socketAddress(), within));
    }
    Optional<Wire> idle = isRepeatable() ? pool.take(backend) : Optional.empty();
    return new Http1Pod(
        idle.isPresent() ? idle.get() : Wire.connect(backend.socketAddress(), within));
  }

  private boolean isRepeatable() {
    return request.isIdempotent() && framing instanceof Framing.None && !request.isUpgrade();
  }

  private Attempt exchange(Backend backend, Pod pod, Lease lease, Upstreams.Route route)
      throws IOException, InterruptedException {
    ResponseHead response;
    tellWhenClientLeaves(pod);
    try {
      pod.patience(route.terms().patience());
      Optional<Thread> sender = sendBody(pod, send(pod, route), route.terms());
      response = answered(readFinalHead(pod), route.terms());
      return answer(backend, pod, response, sender, lease);
    } catch (UnansweredException e) {
      pod.reset();
      return unanswered(backend, e, route.terms());
    } catch (IOException e) {
      // The client left; nobody waits for this pod's answer.
      pod.reset();
      throw e;
    }
  }

  private void tellWhenClientLeaves(Pod pod) {
    var now = new AtomicBoolean(true);
    awaited = now;
    client.onGone(() -> {
      if (now.getAndSet(false)) {
        pod.reset();
      }
    });
  }

  private Sink send(Pod pod, Upstreams.Route route) throws UnansweredException {
    var sent =
        new RequestHead(request.method(), route.target(), request.version(), request.fields());
    try {
      return pod.send(sent, ForwardedFields.of(client, request, route.terms()), framing);
    } catch (IOException e) {
      throw new UnansweredException(e);
    }
  }

  /** Not a byte of a final answer came. */
  private static final class UnansweredException extends Exception {
    UnansweredException(Exception cause) {
      super(cause.getMessage(), cause);
    }
  }

  private Attempt unanswered(Backend backend, UnansweredException e, Terms terms) {
    if (upload.get().orElse(null) instanceof HttpProblem problem) {
      // What the client sent cannot be understood.
      return new Attempt.Lost(problem.status(), Outcome.REFUSED, problem.reason());
    }
    if (!awaited.get()) {
      return new Attempt.Lost(CLIENT_LEFT, Outcome.LEFT, "the client left");
    }
    if (e.getCause() instanceof SocketTimeoutException) {
      return new Attempt.Lost(
          504,
          Outcome.LATE,
          "pod " + backend + " did not answer within " + terms.patience().toSeconds() + " s");
    }
    String why = "pod " + backend + " broke off before it answered: " + e.getMessage();
    return isRepeatable() && !(e.getCause() instanceof HttpProblem)
        ? new Attempt.Unanswered(why)
        : new Attempt.Lost(502, Outcome.UNANSWERED, why);
  }

  /** The body travels while the pod may already answer. */
  private Optional<Thread> sendBody(Pod pod, Sink sink, Terms terms) {
    if (framing instanceof Framing.None) {
      return Optional.empty();
    }
    return Optional.of(
        Thread.ofVirtual()
            .start(() -> {
              try {
                Bodies.copy(new LimitedBody(client.body(), terms.largestBody()), sink);
              } catch (IOException | HttpProblem e) {
                upload.set(Optional.of(e));
                if (e instanceof HttpProblem) {
                  pod.reset();
                }
              }
            }));
  }

  private ResponseHead answered(ResponseHead head, Terms terms) {
    Fields fields = terms.admission().answer(request, head.fields());
    return new ResponseHead(head.version(), head.status(), head.reason(), fields);
  }

  private ResponseHead readFinalHead(Pod pod) throws IOException, UnansweredException {
    while (true) {
      ResponseHead head;
      try {
        head = pod.readHead().orElseThrow(() -> new IOException("it closed the connection"));
      } catch (IOException | HttpProblem e) {
        throw new UnansweredException(e);
      }
      if (!head.isInterim()) {
        return head;
      }
      client.interim(head);
    }
  }

  private Attempt answer(
      Backend backend, Pod pod, ResponseHead response, Optional<Thread> sender, Lease lease)
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
    // An answer before the end of the body leaves the rest of it on the connection.
    boolean bodySent = sender.isEmpty() || (!sender.get().isAlive() && upload.get().isEmpty());
    Next next =
        !bodySent
            ? Next.CLOSE_LATER
            : keepsAlive() && client.delimits(body) ? Next.KEEP : Next.CLOSE;
    try {
      Bodies.copy(pod.body(body), client.answer(response, body, next));
    } catch (IOException | HttpProblem e) {
      // Part of the answer is out: only a broken connection tells the client that it is not whole.
      pod.reset();
      client.reset();
      return new Attempt.Answered(response.status(), Next.CLOSE);
    }
    finish(backend, pod, response, body, bodySent);
    return new Attempt.Answered(response.status(), next);
  }

  private void finish(
      Backend backend, Pod pod, ResponseHead response, Framing body, boolean bodySent) {
    boolean whole =
        awaited.getAndSet(false)
            && response.keepsAlive()
            && bodySent
            && !(body instanceof Framing.UntilClose)
            && !traffic.isDraining(backend.address());
    Optional<Wire> reusable = pod.wire().filter(wire -> whole && !wire.hasBuffered());
    reusable.ifPresentOrElse(wire -> pool.give(backend, wire), pod::close);
  }

  private Attempt upgrade(Pod pod, ResponseHead response, Lease lease)
      throws IOException, InterruptedException {
    Optional<Wire> from = client.wire();
    Optional<Wire> to = pod.wire();
    if (!request.isUpgrade() || from.isEmpty() || to.isEmpty()) {
      pod.reset();
      return new Attempt.Lost(
          502, Outcome.UNANSWERED, "the pod switched protocols without being asked");
    }
    Fields fields =
        response
            .fields()
            .endToEnd()
            .with("Connection", "Upgrade")
            .with("Upgrade", response.fields().first("Upgrade").orElse(""));
    from.get().out().write(fields.write(response.startLine()));
    from.get().readTimeout(Duration.ZERO);
    to.get().readTimeout(Duration.ZERO);
    // From here on nobody can tell its requests apart; the pod tells its client when it ends.
    lease.opaque();
    lease.answered();
    Tunnel.run(from.get(), to.get(), lease);
    return new Attempt.Answered(response.status(), Next.CLOSE);
  }

  /** Answers for the pod. */
  private Next refuse(int status, String why) throws IOException {
    Next next = afterRefusal();
    client.refuse(status, why, next);
    return next;
  }

  /** A body that nobody reads is in the way of the next request. */
  private Next afterRefusal() {
    if (!(framing instanceof Framing.None)) {
      return Next.CLOSE_LATER;
    }
    return keepsAlive() ? Next.KEEP : Next.CLOSE;
  }

  /** Who is served last here is told so. */
  private boolean keepsAlive() {
    return request.keepsAlive() && !traffic.isFinishing();
  }
}
