package dev.slipway.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Sends requests at a fixed rate until closed and keeps what was not answered as it should be. */
final class Load implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final HttpRequest request;
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closed;

  Load(String url, int perSecond) {
    request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build();
    Thread.ofPlatform().name("load").start(() -> run(perSecond));
  }

  private void run(int perSecond) {
    long interval = 1_000_000_000L / perSecond;
    long next = System.nanoTime();
    while (!closed) {
      Thread.ofVirtual().start(this::send);
      next += interval;
      LockSupport.parkNanos(next - System.nanoTime());
    }
    ended.countDown();
  }

  private void send() {
    sent.incrementAndGet();
    open.incrementAndGet();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200 || !response.body().startsWith("version ")) {
        failures.add(response.statusCode() + " " + response.body());
      }
    } catch (IOException e) {
      failures.add(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.decrementAndGet();
    }
  }

  int sent() {
    return sent.get();
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Stops sending and waits for the last answers. */
  @Override
  public void close() {
    closed = true;
    try {
      ended.await();
      for (int i = 0; i < 1000 && open.get() > 0; i++) {
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }
}
