package dev.slipway.runner.action;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.base.Command;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;

/** Git's own server over HTTP, in the place of GitHub. */
final class GitOverHttp implements AutoCloseable {
  private static final String MOVED = "/moved";
  private static final String SECRET = "/secret";
  private static final String GARBAGE = "/garbage";

  private final HttpServer server;
  private final Path backend;
  private final Path root;
  private final List<String> asked = new ArrayList<>();

  private GitOverHttp(HttpServer server, Path backend, Path root) {
    this.server = server;
    this.backend = backend;
    this.root = root;
  }

  /** Where git keeps it; empty where it is not installed. */
  static Optional<Path> backend() {
    if (!Command.exists("git")) {
      return Optional.empty();
    }
    var where = Command.of("git", "--exec-path").run();
    return Optional.of(Path.of(where.stdout().strip(), "git-http-backend"))
        .filter(Files::isExecutable);
  }

  static GitOverHttp serve(Path backend, Path root) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var served = new GitOverHttp(HttpServer.create(address, 0), backend, root);
    served.server.createContext("/", served::answer);
    served.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    served.server.start();
    return served;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What is below answers with the real place. */
  URI moved() {
    return url().resolve(MOVED);
  }

  /** What is below wants a login, as what does not exist does on GitHub. */
  URI secret() {
    return url().resolve(SECRET);
  }

  /** What is below is no repository but a page. */
  URI garbage() {
    return url().resolve(GARBAGE);
  }

  /** The paths that were asked for. */
  synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    synchronized (this) {
      asked.add(exchange.getRequestURI().toString());
    }
    try (exchange) {
      if (path.startsWith(MOVED + "/")) {
        String there = exchange.getRequestURI().toString().substring(MOVED.length());
        exchange.getResponseHeaders().add("Location", url() + there);
        exchange.sendResponseHeaders(301, -1);
      } else if (path.startsWith(SECRET + "/")) {
        exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"GitHub\"");
        exchange.sendResponseHeaders(401, -1);
      } else if (path.startsWith(GARBAGE + "/")) {
        byte[] page = "<html>a login page of some proxy</html>".getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/html");
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
      } else {
        git(exchange, path);
      }
    }
  }

  private void git(HttpExchange exchange, String path) throws IOException {
    var builder = new ProcessBuilder(backend.toString());
    var environment = builder.environment();
    environment.put("GIT_PROJECT_ROOT", root.toString());
    environment.put("GIT_HTTP_EXPORT_ALL", "1");
    environment.put("REQUEST_METHOD", exchange.getRequestMethod());
    environment.put("PATH_INFO", path);
    environment.put(
        "QUERY_STRING", Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
    header(exchange, "Content-Type").ifPresent(text -> environment.put("CONTENT_TYPE", text));
    header(exchange, "Git-Protocol").ifPresent(text -> environment.put("GIT_PROTOCOL", text));
    header(exchange, "Content-Encoding")
        .ifPresent(text -> environment.put("HTTP_CONTENT_ENCODING", text));
    // As on GitHub, any commit may be asked for.
    environment.put("GIT_CONFIG_COUNT", "1");
    environment.put("GIT_CONFIG_KEY_0", "uploadpack.allowAnySHA1InWant");
    environment.put("GIT_CONFIG_VALUE_0", "true");
    byte[] body = exchange.getRequestBody().readAllBytes();
    environment.put("CONTENT_LENGTH", Integer.toString(body.length));
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var input = process.getOutputStream()) {
      input.write(body);
    }
    try (var output = process.getInputStream()) {
      int status = 200;
      for (String line = line(output); !line.isEmpty(); line = line(output)) {
        String name = line.substring(0, line.indexOf(':'));
        String value = line.substring(name.length() + 1).strip();
        if (name.toLowerCase(Locale.ROOT).equals("status")) {
          status = Integer.parseInt(value.substring(0, 3));
        } else {
          exchange.getResponseHeaders().add(name, value);
        }
      }
      exchange.sendResponseHeaders(status, 0);
      output.transferTo(exchange.getResponseBody());
    }
  }

  private static Optional<String> header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  private static String line(InputStream input) throws IOException {
    var line = new StringBuilder();
    for (int c = input.read(); c >= 0 && c != '\n'; c = input.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
