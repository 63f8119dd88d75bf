import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients of a registry, each on one connection, as lean as they can be: {@code java Clients.java
 * HOST PORT TOKEN WHAT CLIENTS SECONDS PID}. Prints two numbers: how often all of them together did
 * it in a hundred seconds, or for {@code pull-1g} the milliseconds of one pull; and the processor
 * time that the server's process PID took for one, in microseconds. An empty token logs in nowhere.
 *
 * <p>Each measurement comes after as many seconds of the same that do not count: both the clients
 * and a server in Java are compiled while they run.
 *
 * <pre>
 * manifest           GET of a manifest by its tag
 * push-1m pull-1m    an image with a layer of 1 MB: blob, configuration, manifest
 * push-100m pull-100m
 * pull-1g
 * </pre>
 */
final class Clients {
  private static final int BUFFER = 256 << 10;
  private static final Layer NOTHING = Layer.of(new byte[0]);
  private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";

  private final String host;
  private final int port;
  private final String token;
  private final Path server;

  private Clients(String host, int port, String token, String pid) {
    this.host = host;
    this.port = port;
    this.token = token;
    this.server = Path.of("/proc", pid, "stat");
  }

  /** What was done, and what it cost the server. */
  private record Measured(long rate, long micros) {
    @Override
    public String toString() {
      return rate + " " + micros;
    }
  }

  /** The processor time of the server so far, microseconds; Linux counts in hundredths. */
  private long processorMicros() throws IOException {
    String stat = Files.readString(server);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000;
  }

  /** The length of an answer's body, and the Location it named. */
  private record Answer(long length, String location) {}

  public static void main(String[] arguments) throws Exception {
    var clients =
        new Clients(arguments[0], Integer.parseInt(arguments[1]), arguments[2], arguments[6]);
    int count = Integer.parseInt(arguments[4]);
    int seconds = Integer.parseInt(arguments[5]);
    System.out.println(clients.run(arguments[3], count, seconds));
  }

  private Measured run(String what, int count, int seconds) throws Exception {
    return switch (what) {
      case "manifest" -> {
        prepare(1 << 10);
        yield rate(count, seconds, (c, i) -> c.get("/v2/bench/r/image/manifests/x"));
      }
      case "push-1m" -> rate(count, seconds, (c, i) -> c.push("bench/r/image", "p" + i, Layer.fresh(i, 1 << 20)));
      case "push-100m" -> rate(count, seconds, (c, i) -> c.push("bench/r/image", "q" + i, Layer.fresh(i, 100 << 20)));
      case "pull-1m" -> pull(1 << 20, count, seconds);
      case "pull-100m" -> pull(100 << 20, count, seconds);
      case "pull-1g" -> {
        String digest = prepare(content(7, 1 << 30));
        pullOnce(digest);
        long before = processorMicros();
        long millis = pullOnce(digest);
        yield new Measured(millis, processorMicros() - before);
      }
      default -> throw new IllegalArgumentException(what);
    };
  }

  private long pullOnce(String digest) throws IOException {
    long begin = System.nanoTime();
    try (var connection = new Connection()) {
      connection.get("/v2/bench/r/image/blobs/" + digest);
    }
    return (System.nanoTime() - begin) / 1_000_000;
  }

  private Measured pull(int size, int count, int seconds) throws Exception {
    String digest = prepare(size);
    return rate(
        count,
        seconds,
        (c, i) -> {
          c.get("/v2/bench/r/image/manifests/x");
          c.get("/v2/bench/r/image/blobs/" + digest);
        });
  }

  private String prepare(int size) throws IOException {
    return prepare(content(size, size));
  }

  private String prepare(byte[] layer) throws IOException {
    try (var connection = new Connection()) {
      connection.push("bench/r/image", "x", Layer.of(layer));
    }
    return digest(layer);
  }

  private static byte[] content(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Content with its digest. */
  private record Layer(byte[] bytes, int length, byte[] end, String digest) {
    private static final int END = 64;
    private static final Map<Integer, Begun> BEGUN = new ConcurrentHashMap<>();

    /** Zeros, and their hash so far: what new content begins with. */
    private record Begun(byte[] bytes, MessageDigest hash) {
      static Begun of(int size) {
        byte[] bytes = new byte[size];
        MessageDigest hash = sha256();
        hash.update(bytes);
        return new Begun(bytes, hash);
      }
    }

    static Layer of(byte[] bytes) {
      return new Layer(bytes, bytes.length, new byte[0], Clients.digest(bytes));
    }

    /** Content that no registry has seen; only its end is new, so that clients hash nothing else. */
    static Layer fresh(long number, int size) {
      Begun begun = BEGUN.computeIfAbsent(size - END, Begun::of);
      byte[] end = content(System.nanoTime() ^ number, END);
      try {
        var hash = (MessageDigest) begun.hash.clone();
        return new Layer(begun.bytes, size, end, named(hash.digest(end)));
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private interface Step {
    void take(Connection connection, long number) throws IOException;
  }

  /** Times per 100 seconds, so that slow things have digits too. */
  private Measured rate(int count, int seconds, Step step) throws Exception {
    repeat(count, seconds, step);
    long before = processorMicros();
    long begin = System.nanoTime();
    long sum = repeat(count, seconds, step);
    long nanos = System.nanoTime() - begin;
    return new Measured(
        sum * 100_000_000_000L / nanos, (processorMicros() - before) / Math.max(1, sum));
  }

  private static final AtomicLong NUMBERS = new AtomicLong();

  /** How often all clients together did it. */
  private long repeat(int count, int seconds, Step step) throws Exception {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    var work = new ArrayList<Callable<Long>>();
    for (int client = 0; client < count; client++) {
      work.add(() -> {
        long done = 0;
        try (var connection = new Connection()) {
          while (System.nanoTime() < end) {
            step.take(connection, NUMBERS.incrementAndGet());
            done++;
          }
        }
        return done;
      });
    }
    long sum = 0;
    try (var threads = Executors.newFixedThreadPool(count)) {
      for (var done : threads.invokeAll(work)) {
        sum += done.get();
      }
    }
    return sum;
  }

  private static String digest(byte[] bytes) {
    return named(sha256().digest(bytes));
  }

  private static String named(byte[] hash) {
    return "sha256:" + HexFormat.of().formatHex(hash);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One connection that stays open. */
  private final class Connection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];

    Connection() throws IOException {
      socket = new Socket(host, port);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream(), BUFFER);
      out = socket.getOutputStream();
    }

    void get(String path) throws IOException {
      send("GET", path, NOTHING, "Accept: " + TYPE + "\r\n", 200);
    }

    void push(String name, String tag, Layer layer) throws IOException {
      byte[] config = ("{\"tag\":\"" + tag + System.nanoTime() + "\"}").getBytes(StandardCharsets.UTF_8);
      blob(name, layer);
      Layer configuration = Layer.of(config);
      blob(name, configuration);
      String manifest =
          "{\"schemaVersion\":2,\"mediaType\":\"" + TYPE + "\",\"config\":{\"mediaType\":"
              + "\"application/vnd.oci.image.config.v1+json\",\"digest\":\"" + configuration.digest()
              + "\",\"size\":" + config.length + "},\"layers\":[{\"mediaType\":"
              + "\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\"" + layer.digest()
              + "\",\"size\":" + layer.length() + "}]}";
      send(
          "PUT",
          "/v2/" + name + "/manifests/" + tag,
          Layer.of(manifest.getBytes(StandardCharsets.UTF_8)),
          "Content-Type: " + TYPE + "\r\n",
          201);
    }

    /** As docker does: POST, PATCH, PUT. */
    private void blob(String name, Layer content) throws IOException {
      String at = send("POST", "/v2/" + name + "/blobs/uploads/", NOTHING, "", 202).location();
      at = send("PATCH", path(at), content, "Content-Type: application/octet-stream\r\n", 202).location();
      String closing = path(at) + (at.indexOf('?') < 0 ? "?" : "&") + "digest=" + content.digest();
      send("PUT", closing, NOTHING, "", 201);
    }

    private static String path(String location) {
      return location.startsWith("http") ? location.substring(location.indexOf('/', 8)) : location;
    }

    private Answer send(String method, String path, Layer body, String headers, int expected)
        throws IOException {
      String login = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
      String head =
          method + " " + path + " HTTP/1.1\r\nHost: " + host + ":" + port + "\r\n" + login + headers
              + (method.equals("GET") ? "" : "Content-Length: " + body.length() + "\r\n") + "\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(body.bytes());
      out.write(body.end());
      out.flush();
      String status = line();
      long length = 0;
      String location = "";
      for (String header = line(); !header.isEmpty(); header = line()) {
        String lower = header.toLowerCase(java.util.Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = Long.parseLong(header.substring(15).strip());
        } else if (lower.startsWith("location:")) {
          location = header.substring(9).strip();
        }
      }
      for (long left = length; left > 0; ) {
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (n < 0) {
          throw new IOException("the answer ended early");
        }
        left -= n;
      }
      if (!status.contains(" " + expected)) {
        throw new IOException(method + " " + path + ": " + status);
      }
      return new Answer(length, location);
    }

    private String line() throws IOException {
      var bytes = new ByteArrayOutputStream();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new IOException("the connection ended");
        }
        if (b != '\r') {
          bytes.write(b);
        }
      }
      return bytes.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
