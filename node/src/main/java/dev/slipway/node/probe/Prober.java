package dev.slipway.node.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.node.probe.Probe.Check;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Makes one attempt of a probe.
 *
 * <p>HTTP as the kubelet does it: no keep-alive, no proxy, certificates unchecked, at most 10 KiB
 * of the answer read; a redirect to another host counts as success, one within is followed.
 */
public final class Prober {
  private static final int BODY_LIMIT = 10 << 10;
  private static final int REDIRECTS = 10;
  private static final Set<Integer> REDIRECTING = Set.of(301, 302, 303, 307, 308);

  /** Runs a command in the container. */
  @FunctionalInterface
  public interface CommandRunner {
    /** The exit code and what it printed; empty when it took too long. */
    Optional<Outcome> run(List<String> command, Duration limit) throws InterruptedException;
  }

  /** How a command ended. */
  public record Outcome(int code, String output) {}

  private record Answer(int status, String location, String body) {}

  private final String address;
  private final CommandRunner commands;

  /**
   * A prober of one container.
   *
   * @param address the pod's
   */
  public Prober(String address, CommandRunner commands) {
    this.address = address;
    this.commands = commands;
  }

  /** Asks once; never takes much longer than the limit. */
  public ProbeResult attempt(Check check, Duration limit) throws InterruptedException {
    return switch (check) {
      case Check.HttpGet get -> http(get, limit);
      case Check.TcpSocket socket -> tcp(socket, limit);
      case Check.Exec exec -> exec(exec, limit);
      case Check.Grpc grpc -> grpc(grpc, limit);
      case Check.Unsupported(String what) ->
          new ProbeResult.Unknown("probes by " + what + " are not supported");
    };
  }

  private ProbeResult exec(Check.Exec exec, Duration limit) throws InterruptedException {
    Optional<Outcome> outcome = commands.run(exec.command(), limit);
    if (outcome.isEmpty()) {
      return new ProbeResult.Failure(
          "command timed out: "
              + String.join(" ", exec.command())
              + " timed out after "
              + limit.toSeconds()
              + "s");
    }
    return outcome.get().code() == 0
        ? new ProbeResult.Success()
        : new ProbeResult.Failure(outcome.get().output());
  }

  private ProbeResult grpc(Check.Grpc check, Duration limit) {
    String where = address + ":" + check.port();
    try {
      var status = GrpcHealth.ask(address, check.port(), check.service(), millis(limit));
      if (status.isEmpty()) {
        return new ProbeResult.Failure(
            "the server at "
                + where
                + " gave no answer to grpc.health.v1.Health/Check"
                + (check.service().isEmpty() ? "" : " for " + check.service()));
      }
      return status.get() == GrpcHealth.Status.SERVING
          ? new ProbeResult.Success()
          : new ProbeResult.Failure("service unhealthy (responded with \"" + status.get() + "\")");
    } catch (IOException e) {
      return new ProbeResult.Failure(
          "timeout: failed to connect service \""
              + where
              + "\" within "
              + limit.toSeconds()
              + "s: "
              + reason(e));
    }
  }

  private ProbeResult tcp(Check.TcpSocket check, Duration limit) {
    String host = check.host().orElse(address);
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, check.port()), millis(limit));
      return new ProbeResult.Success();
    } catch (IOException e) {
      return new ProbeResult.Failure("dial tcp " + host + ":" + check.port() + ": " + reason(e));
    }
  }

  /** What is asked for over HTTP. */
  private record Target(Probe.Scheme scheme, String host, int port, String path) {
    @Override
    public String toString() {
      return scheme.name().toLowerCase(Locale.ROOT) + "://" + host + ":" + port + path;
    }
  }

  private ProbeResult http(Check.HttpGet get, Duration limit) {
    String host = get.host().orElse(address);
    var at = new Target(get.scheme(), host, get.port(), escaped(get.path()));
    long end = System.nanoTime() + limit.toNanos();
    try {
      for (int i = 0; i < REDIRECTS; i++) {
        Answer answer = request(get, at, end);
        Optional<Target> next = target(at, answer);
        // One that leads elsewhere is not followed: it shows that the container answers.
        if (next.isEmpty() || !next.get().host().equalsIgnoreCase(host)) {
          return judge(answer);
        }
        at = next.get();
      }
      return new ProbeResult.Failure("Get \"" + at + "\": stopped after 10 redirects");
    } catch (IOException e) {
      return new ProbeResult.Failure("Get \"" + at + "\": " + dial(e, at.host(), at.port()));
    }
  }

  /** A path as it is written in a specification, where any character may stand. */
  private static String escaped(String path) {
    var text = new StringBuilder();
    for (byte one : path.getBytes(UTF_8)) {
      int c = one & 0xff;
      text.append(c > ' ' && c < 0x7f ? String.valueOf((char) c) : "%%%02X".formatted(c));
    }
    return text.toString();
  }

  /** Where a redirect leads; empty when the answer is none, or leads where no probe can go. */
  private static Optional<Target> target(Target from, Answer answer) {
    if (!REDIRECTING.contains(answer.status()) || answer.location().isEmpty()) {
      return Optional.empty();
    }
    try {
      URI to = new URI(from.toString()).resolve(new URI(answer.location()));
      boolean encrypted = "https".equals(to.getScheme());
      if (to.getHost() == null || !(encrypted || "http".equals(to.getScheme()))) {
        return Optional.empty();
      }
      int port = to.getPort() >= 0 ? to.getPort() : encrypted ? 443 : 80;
      String path = to.getRawPath().isEmpty() ? "/" : to.getRawPath();
      String query = to.getRawQuery() == null ? "" : "?" + to.getRawQuery();
      var scheme = encrypted ? Probe.Scheme.HTTPS : Probe.Scheme.HTTP;
      return Optional.of(new Target(scheme, to.getHost(), port, path + query));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static ProbeResult judge(Answer answer) {
    return answer.status() >= 200 && answer.status() < 400
        ? new ProbeResult.Success()
        : new ProbeResult.Failure("HTTP probe failed with statuscode: " + answer.status());
  }

  private static Answer request(Check.HttpGet get, Target at, long end) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(at.host(), at.port()), left(end));
      socket.setSoTimeout(left(end));
      Socket stream = at.scheme() == Probe.Scheme.HTTPS ? encrypted(socket, at) : socket;
      stream.getOutputStream().write(head(get, at).getBytes(UTF_8));
      return read(stream, end);
    }
  }

  private static String head(Check.HttpGet get, Target at) {
    var text = new StringBuilder("GET " + at.path() + " HTTP/1.1\r\n");
    if (get.headers().stream().noneMatch(h -> h.name().equalsIgnoreCase("Host"))) {
      text.append("Host: ").append(at.host()).append(':').append(at.port()).append("\r\n");
    }
    if (get.headers().stream().noneMatch(h -> h.name().equalsIgnoreCase("User-Agent"))) {
      text.append("User-Agent: kube-probe/1.33\r\n");
    }
    get.headers().forEach(h -> text.append(h.name() + ": " + h.value() + "\r\n"));
    return text.append("Accept: */*\r\nConnection: close\r\n\r\n").toString();
  }

  /** Reads the head, and of the body what came with it. */
  private static Answer read(Socket stream, long end) throws IOException {
    InputStream in = stream.getInputStream();
    var bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[BODY_LIMIT];
    while (bytes.size() < BODY_LIMIT && !bytes.toString(ISO_8859_1).contains("\r\n\r\n")) {
      stream.setSoTimeout(left(end));
      int count = in.read(buffer);
      if (count < 0) {
        break;
      }
      bytes.write(buffer, 0, count);
    }
    String text = bytes.toString(ISO_8859_1);
    if (!text.matches("(?s)HTTP/1\\.[01] [0-9]{3}.*")) {
      throw new IOException(text.isEmpty() ? "EOF" : "malformed HTTP response");
    }
    String location = "";
    for (String line : text.split("\r\n", -1)) {
      if (line.regionMatches(true, 0, "Location:", 0, 9)) {
        location = line.substring(9).strip();
      }
    }
    return new Answer(Integer.parseInt(text.substring(9, 12)), location, text);
  }

  private static Socket encrypted(Socket socket, Target at) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
      return context.getSocketFactory().createSocket(socket, at.host(), at.port(), true);
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS is not available: " + e.getMessage(), e);
    }
  }

  /** The node asks its own pods: there is nobody to verify (as the kubelet does it). */
  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static int left(long end) throws SocketTimeoutException {
    long millis = (end - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("timeout");
    }
    return Math.toIntExact(millis);
  }

  private static int millis(Duration limit) {
    return Math.toIntExact(Math.max(1, limit.toMillis()));
  }

  private static String dial(IOException e, String host, int port) {
    boolean refused = String.valueOf(e.getMessage()).contains("refused");
    return refused ? "dial tcp " + host + ":" + port + ": connect: connection refused" : reason(e);
  }

  private static String reason(IOException e) {
    if (e instanceof SocketTimeoutException) {
      return "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
    }
    String message = String.valueOf(e.getMessage());
    return message.contains("refused") ? "connect: connection refused" : message;
  }
}
