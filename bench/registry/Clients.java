import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * Clients of a registry, each on one connection, as lean as they can be: {@code java Clients.java
 * HOST PORT TOKEN WHAT CLIENTS SECONDS}. Prints one number: how often all of them together did it in
 * a second, or for {@code pull-1g} the milliseconds of one pull. An empty token logs in nowhere.
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
  private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";

  private final String host;
  private final int port;
  private final String token;

  private Clients(String host, int port, String token) {
    this.host = host;
    this.port = port;
    this.token = token;
  }

  /** The length of an answer's body, and the Location it named. */
  private record Answer(long length, String location) {}

  public static void main(String[] arguments) throws Exception {
    var clients = new Clients(arguments[0], Integer.parseInt(arguments[1]), arguments[2]);
    int count = Integer.parseInt(arguments[4]);
    int seconds = Integer.parseInt(arguments[5]);
    System.out.println(clients.run(arguments[3], count, seconds));
  }

  private long run(String what, int count, int seconds) throws Exception {
    return switch (what) {
      case "manifest" -> {
        prepare(1 << 10);
        yield rate(count, seconds, (c, i) -> c.get("/v2/bench/r/image/manifests/x"));
      }
      case "push-1m" -> rate(count, seconds, (c, i) -> c.push("bench/r/image", "p" + i, fresh(i, 1 << 20)));
      case "push-100m" -> rate(count, seconds, (c, i) -> c.push("bench/r/image", "q" + i, fresh(i, 100 << 20)));
      case "pull-1m" -> pull(1 << 20, count, seconds);
      case "pull-100m" -> pull(100 << 20, count, seconds);
      case "pull-1g" -> {
        byte[] part = content(7, 1 << 30);
        String digest = prepare(part);
        long begin = System.nanoTime();
        try (var connection = new Connection()) {
          connection.get("/v2/bench/r/image/blobs/" + digest);
        }
        yield (System.nanoTime() - begin) / 1_000_000;
      }
      default -> throw new IllegalArgumentException(what);
    };
  }

  private long pull(int size, int count, int seconds) throws Exception {
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
      connection.push("bench/r/image", "x", layer);
    }
    return digest(layer);
  }

  private static byte[] content(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Content that no registry has seen, made cheaply: only its beginning differs. */
  private static byte[] fresh(long number, int size) {
    byte[] bytes = new byte[size];
    System.arraycopy(content(System.nanoTime() ^ number, 64), 0, bytes, 0, 64);
    return bytes;
  }

  private interface Step {
    void take(Connection connection, long number) throws IOException;
  }

  /** Times per 100 seconds, so that slow things have digits too. */
  private long rate(int count, int seconds, Step step) throws Exception {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    long begin = System.nanoTime();
    var work = new ArrayList<Callable<Long>>();
    for (int client = 0; client < count; client++) {
      long first = client * 1_000_000L;
      work.add(() -> {
        long done = 0;
        try (var connection = new Connection()) {
          while (System.nanoTime() < end) {
            step.take(connection, first + done++);
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
    return sum * 100_000_000_000L / (System.nanoTime() - begin);
  }

  private static String digest(byte[] bytes) {
    try {
      return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
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
      send("GET", path, new byte[0], "Accept: " + TYPE + "\r\n", 200);
    }

    void push(String name, String tag, byte[] layer) throws IOException {
      byte[] config = ("{\"tag\":\"" + tag + System.nanoTime() + "\"}").getBytes(StandardCharsets.UTF_8);
      String layerDigest = blob(name, layer);
      String configDigest = blob(name, config);
      String manifest =
          "{\"schemaVersion\":2,\"mediaType\":\"" + TYPE + "\",\"config\":{\"mediaType\":"
              + "\"application/vnd.oci.image.config.v1+json\",\"digest\":\"" + configDigest
              + "\",\"size\":" + config.length + "},\"layers\":[{\"mediaType\":"
              + "\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\"" + layerDigest
              + "\",\"size\":" + layer.length + "}]}";
      send(
          "PUT",
          "/v2/" + name + "/manifests/" + tag,
          manifest.getBytes(StandardCharsets.UTF_8),
          "Content-Type: " + TYPE + "\r\n",
          201);
    }

    /** As docker does: POST, PATCH, PUT. */
    private String blob(String name, byte[] content) throws IOException {
      String digest = digest(content);
      String at = send("POST", "/v2/" + name + "/blobs/uploads/", new byte[0], "", 202).location();
      at = send("PATCH", path(at), content, "Content-Type: application/octet-stream\r\n", 202).location();
      String closing = path(at) + (at.indexOf('?') < 0 ? "?" : "&") + "digest=" + digest;
      send("PUT", closing, new byte[0], "", 201);
      return digest;
    }

    private static String path(String location) {
      return location.startsWith("http") ? location.substring(location.indexOf('/', 8)) : location;
    }

    private Answer send(String method, String path, byte[] body, String headers, int expected)
        throws IOException {
      String login = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
      String head =
          method + " " + path + " HTTP/1.1\r\nHost: " + host + ":" + port + "\r\n" + login + headers
              + (method.equals("GET") ? "" : "Content-Length: " + body.length + "\r\n") + "\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(body);
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
