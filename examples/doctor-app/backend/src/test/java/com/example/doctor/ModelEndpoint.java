package com.example.doctor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Speaks the Messages API on loopback: one fixed answer, given at once or when released. */
final class ModelEndpoint implements AutoCloseable {
  record Received(String path, String key, String apiVersion, String body) {}

  final List<Received> received = new CopyOnWriteArrayList<>();
  final CountDownLatch asked = new CountDownLatch(1);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch released;
  private final HttpServer http;
  private final int status;
  private final String answer;

  private ModelEndpoint(int status, String answer, int holds) throws IOException {
    this.status = status;
    this.answer = answer;
    this.released = new CountDownLatch(holds);
    this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::handle);
    http.setExecutor(threads);
    http.start();
  }

  static ModelEndpoint answering(int status, String answer) throws IOException {
    return new ModelEndpoint(status, answer, 0);
  }

  static ModelEndpoint answeringWhenReleased(String answer) throws IOException {
    return new ModelEndpoint(200, answer, 1);
  }

  void release() {
    released.countDown();
  }

  Map<String, String> environment(int timeoutMillis) {
    return Map.of(
        "PORT",
        "0",
        "CLAUDE_API_KEY",
        "key-of-this-test",
        "CLAUDE_MODEL",
        "model-of-this-test",
        "CLAUDE_API_URL",
        "http://127.0.0.1:" + http.getAddress().getPort(),
        "CLAUDE_TIMEOUT_MS",
        Integer.toString(timeoutMillis));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      received.add(
          new Received(
              exchange.getRequestURI().getPath(),
              exchange.getRequestHeaders().getFirst("x-api-key"),
              exchange.getRequestHeaders().getFirst("anthropic-version"),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      asked.countDown();
      released.await();
      byte[] body = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    release();
    http.stop(0);
    threads.shutdownNow();
  }
}
